import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../apps/inbox/test/support/postgres.ts'
import { startRedis, type RedisServer } from '../../apps/inbox/test/support/redis.ts'
import { hasPeer } from '../../packages/channel-testkit/src/peers.ts'
import { deskServices, readCompose, root } from './compose.ts'

let dataDir: string
let database: TestDatabase
let redis: RedisServer
let running: Role[]

describe.skipIf(!hasPeer('redis'))('the commands of docker-compose.yml, as separate processes', () => {
  beforeEach(async () => {
    running = []
    dataDir = await mkdtemp(join(tmpdir(), 'cordboard-roles-'))
    database = await createTestDatabase()
    redis = await startRedis()
  })

  afterEach(async () => {
    for (const { child } of running) child.kill('SIGKILL')
    await redis[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
    await rm(dataDir, { recursive: true, force: true })
  })

  test('start together on one PostgreSQL and one Redis, answer, and stop in order', async () => {
    const services = deskServices(await readCompose())
    // Two workers, because scaling is what separate services are for.
    const commands = [...services.map(([, { command }]) => command ?? []), ['--role', 'worker']]
    const roles = await Promise.all(commands.map(startRole))
    const api = roles.find(({ url }) => url !== null)
    expect((await fetch(`${api?.url}/healthz`)).status).toBe(200)
    expect(roles.filter(({ url }) => url !== null)).toHaveLength(1)

    const ends = roles.map(({ child }) => once(child, 'exit'))
    for (const { child } of roles) child.kill('SIGTERM')
    expect(await Promise.all(ends)).toEqual(roles.map(() => [0, null]))
  })
})

type Role = { child: ChildProcess; url: string | null }

/** Resolves when the process says that it has started. */
async function startRole(command: string[]): Promise<Role> {
  const child = spawn(process.execPath, ['apps/inbox/src/main.ts', ...command], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      NODE_ENV: 'production',
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const role: Role = { child, url: null }
  running.push(role)
  const said: string[] = []
  const started = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      said.push(line)
      role.url ??= /Cordboard is running: (\S+)/.exec(line)?.[1] ?? null
      if (line.includes('"msg":"started"')) started.resolve()
    })
  }
  child.once('exit', (code) => started.reject(new Error(`ended with ${code}: ${said.join('\n')}`)))
  await started.promise
  return role
}
