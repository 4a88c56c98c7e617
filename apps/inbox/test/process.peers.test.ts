/** The desk as a process: how it starts, refuses to start, and stops. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { Client } from 'pg'
import { createTestDatabase, type TestDatabase } from './support/postgres.ts'

const main = join(import.meta.dirname, '../src/main.ts')
const key = 'a-key-of-some-length-for-tests'

let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'cordboard-process-'))
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

type Started = { child: ChildProcess; output: () => string; errors: () => string; exit: Promise<number | null> }

function start(environment: Record<string, string>, args: string[] = []): Started {
  const env = {
    PATH: process.env['PATH'] ?? '',
    DATA_DIR: folder,
    PORT: '0',
    LOG_LEVEL: 'warn',
    DATABASE_URL: database.url,
    BOOTSTRAP_API_KEY: key,
    ...environment,
  }
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [output, errors] = ['', '']
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
  const exit = once(child, 'close').then(([code]) => code as number | null)
  return { child, output: () => output, errors: () => errors, exit }
}

/** On a machine that has other things to do. */
const startLimitMs = 45_000

async function urlOf(started: Started): Promise<string> {
  await expect
    .poll(() => /running: (\S+)/.exec(started.output())?.[1] ?? started.errors(), { timeout: startLimitMs })
    .toMatch(/^http/)
  return /running: (\S+)/.exec(started.output())![1]!
}

test('a desk without an admin prints its address and a one-time link; with one, the address alone', async () => {
  const first = start({})
  const url = await urlOf(first)
  const token = /\/join\/(\S+)/.exec(first.output())![1]!
  const body = { token, name: 'Anna', email: 'anna@example.com', password: 'correct horse battery' }
  const accepted = await fetch(`${url}/api/v1/invitations/accept`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', origin: url },
  })
  expect(accepted.status).toBe(201)
  first.child.kill('SIGTERM')
  expect(await first.exit).toBe(0)
  const second = start({})
  await urlOf(second)
  expect(second.output()).not.toContain('/join/')
  second.child.kill('SIGINT')
  expect(await second.exit).toBe(0)
})

test('an admin who lost the password gets in by the link that --recover prints', async () => {
  await using own = await createTestDatabase()
  const email = 'mei@example.com'
  const environment = { DATABASE_URL: own.url, ADMIN_EMAIL: email, ADMIN_PASSWORD: 'forgotten since long' }
  const desk = start(environment, ['--recover', 'Mei@example.com'])
  const url = await urlOf(desk)
  const token = /new password.*: http\S+\/join\/(\S+)/.exec(desk.output())![1]!
  const recovered = await fetch(`${url}/api/v1/invitations/recover`, {
    method: 'POST',
    body: JSON.stringify({ token, password: 'correct horse battery' }),
    headers: { 'content-type': 'application/json', origin: url },
  })
  expect(await recovered.json()).toMatchObject({ agent: { email, role: 'admin' } })
  expect(desk.errors()).not.toContain(token)
})

test('stopping ends open streams, lets requests finish, and takes less than ten seconds', async () => {
  const desk = start({})
  const url = await urlOf(desk)
  const headers = { authorization: `Bearer ${key}` }
  const streams = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/api/v1/events/stream`, { headers })))
  const begun = performance.now()
  desk.child.kill('SIGTERM')
  expect(await desk.exit).toBe(0)
  expect(performance.now() - begun).toBeLessThan(10_000)
  // Ended, not cut: a browser sees the end and comes back.
  const last = await Promise.all(streams.map(async (stream) => (await stream.text()).slice(0, 4)))
  expect(new Set(last)).toEqual(new Set(['id: ']))
  expect(desk.errors()).toBe('')
})

test.each([
  ['a wrong value', { PORT: 'abc' }, [], /^Cordboard cannot start: PORT .*\.\n$/],
  ['an unknown setting', { CORDBOARD_COLOUR: 'red' }, [], /CORDBOARD_COLOUR is not a setting/],
  ['an unknown role', {}, ['--role', 'boss'], /--role is “boss”/],
  ['an unknown argument', {}, ['--bold'], /--bold/],
  ['a link for nobody', {}, ['--recover', 'nobody@example.com'], /nobody@example\.com/],
  ['a link without a page', {}, ['--recover', 'a@example.com', '--role', 'worker'], /--recover needs the api role/],
  [
    'a database that is not there',
    { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' },
    [],
    /nothing answers at DATABASE_URL/,
  ],
  ['a queue that is not there', { REDIS_URL: 'redis://127.0.0.1:1' }, [], /127\.0\.0\.1:1/],
])('%s stops the start with one sentence', async (_what, environment, args, sentence) => {
  const desk = start(environment, args)
  expect(await desk.exit).toBe(1)
  const lines = desk
    .errors()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'))
  expect(lines).toHaveLength(1)
  expect(`${lines[0]}\n`).toMatch(sentence)
})

test('a desk that is killed leaves behind what it compiled, for a start that is quick', async () => {
  const compiled = join(folder, 'compiled')
  const started = start({ NODE_COMPILE_CACHE: compiled })
  await urlOf(started)
  const kept = () => readdir(compiled, { recursive: true }).then((names) => names.length)
  await expect.poll(kept, { timeout: 20_000 }).toBeGreaterThan(100)
  started.child.kill('SIGKILL')
})

test('a port that is taken is named', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const desk = start({ PORT: String(port) })
  expect(await desk.exit).toBe(1)
  expect(desk.errors()).toContain(`port ${port} is taken by another program`)
})

test('PostgreSQL set to lose what it accepted is refused', async () => {
  await using lossy = await createTestDatabase()
  const client = new Client({ connectionString: lossy.url })
  await client.connect()
  await client.query(`alter database ${new URL(lossy.url).pathname.slice(1)} set synchronous_commit = off`)
  await client.end()
  const desk = start({ DATABASE_URL: lossy.url })
  expect(await desk.exit).toBe(1)
  expect(desk.errors()).toContain('PostgreSQL has synchronous_commit switched off')
})

test('roles run as processes of their own; only the api listens', async () => {
  const worker = start({ LOG_LEVEL: 'info' }, ['--role', 'worker'])
  const listener = start({ LOG_LEVEL: 'info' }, ['--role=listener'])
  for (const role of [worker, listener])
    await expect.poll(() => role.errors(), { timeout: startLimitMs }).toContain('"msg":"started"')
  const api = start({}, ['--role', 'api'])
  const url = await urlOf(api)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect(worker.output() + listener.output()).toBe('')
  for (const role of [api, worker, listener]) {
    role.child.kill('SIGTERM')
    expect(await role.exit).toBe(0)
  }
})
