/** The servers a scenario needs, in a temporary folder: one PostgreSQL for both sides, Redis where asked, Dovecot. */
import { startDovecot, type Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { startEmbeddedPostgres } from '@cordboard/inbox/embedded-postgres'
import { Redis } from 'ioredis'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from './desk.ts'
import { postmasterOf } from './process-tree.ts'
import { until } from './until.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

export async function temporaryFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-bench-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** `database` makes an empty one and gives its URL; `superuser` is the way into one past all triggers and references. */
export type Postgres = {
  pid: number
  port: number
  superuserPassword: string
  database(name: string): Promise<string>
  superuser(url: string): string
}

type Credentials = { superuser: string }

export async function startPostgres(stack: AsyncDisposableStack): Promise<Postgres> {
  const dataDir = await temporaryFolder(stack)
  const server = stack.use(await startEmbeddedPostgres({ dataDir, log: silent }))
  const credentials = JSON.parse(await readFile(join(dataDir, 'postgres/credentials.json'), 'utf8')) as Credentials
  return {
    pid: postmasterOf(dataDir),
    port: Number(new URL(server.url).port),
    superuserPassword: credentials.superuser,
    superuser(url) {
      const opened = new URL(url)
      opened.username = 'postgres'
      opened.password = credentials.superuser
      return opened.href
    },
    async database(name) {
      const client = new pg.Client({ connectionString: server.url })
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      const url = new URL(server.url)
      url.pathname = `/${name}`
      return url.href
    },
  }
}

export type RedisServer = {
  url: string
  pid(): number
  /** As a power cut would; the server's port stays reserved for `start`. */
  kill9(): Promise<void>
  start(): Promise<void>
}

/** Runs as docker-compose.yml runs it, with an append-only file. */
export async function startRedis(stack: AsyncDisposableStack): Promise<RedisServer> {
  const folder = await temporaryFolder(stack)
  const port = await freePort()
  const options = ['--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction']
  let child: ChildProcess | null = null
  const end = async (signal: NodeJS.Signals) => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  const start = async () => {
    child = spawn('redis-server', ['--port', String(port), ...options], { stdio: 'ignore' })
    await until('Redis answers', () => answers(port))
  }
  process.once('exit', () => child?.kill('SIGKILL'))
  await start()
  stack.defer(() => end('SIGTERM'))
  return { url: `redis://127.0.0.1:${port}`, pid: () => child?.pid ?? 0, kill9: () => end('SIGKILL'), start }
}

async function answers(port: number): Promise<boolean> {
  const client = new Redis({ port, lazyConnect: true, retryStrategy: null })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}

export async function startMailServer(stack: AsyncDisposableStack, accounts: readonly string[]): Promise<Dovecot> {
  return stack.use(await startDovecot({ accounts }))
}
