/** The servers a scenario needs, in a temporary folder: one PostgreSQL for both sides, Redis where asked, Dovecot. */
import { startDovecot, type Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { startEmbeddedPostgres } from '@cordboard/inbox/embedded-postgres'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
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

export type Postgres = { pid: number; database(name: string): Promise<string> }

export async function startPostgres(stack: AsyncDisposableStack): Promise<Postgres> {
  const dataDir = await temporaryFolder(stack)
  const server = stack.use(await startEmbeddedPostgres({ dataDir, log: silent }))
  return {
    pid: postmasterOf(dataDir),
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

export async function startRedis(stack: AsyncDisposableStack): Promise<{ url: string; pid: number }> {
  const folder = await temporaryFolder(stack)
  const port = await freePort()
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--maxmemory-policy', 'noeviction'],
    { stdio: 'ignore' },
  )
  stack.defer(async () => {
    const exited = once(child, 'exit')
    child.kill()
    await exited
  })
  const reachable = async () => {
    const { Redis } = await import('ioredis')
    const client = new Redis({ port, lazyConnect: true, retryStrategy: null })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return true
    } catch {
      return false
    } finally {
      client.disconnect()
    }
  }
  await until('Redis answers', reachable)
  return { url: `redis://127.0.0.1:${port}`, pid: child.pid ?? 0 }
}

export async function startMailServer(stack: AsyncDisposableStack, accounts: readonly string[]): Promise<Dovecot> {
  return stack.use(await startDovecot({ accounts }))
}

/** Settings of an account on that server; nothing is ever sent through it. */
export function accountSettings(dovecot: Dovecot, name: string): object {
  const { user, password } = dovecot.account(name)
  const server = { host: '127.0.0.1', security: 'none', user, password }
  return {
    address: `${name}@desk.test`,
    imap: { ...server, port: dovecot.imapPort },
    smtp: { ...server, port: dovecot.lmtpPort },
  }
}
