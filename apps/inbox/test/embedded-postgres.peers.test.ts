import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findProcess } from '../src/embedded-postgres/running-process.ts'
import { startEmbeddedPostgres } from '../src/embedded-postgres/start.ts'
import { quiet } from './support/quiet-log.ts'

const program = fileURLToPath(new URL('support/embedded-postgres-process.ts', import.meta.url))
const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cordboard test '))
  await chmod(dataDir, 0o755)
})

afterEach(async () => {
  // The server of a killed process is still on its way out.
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20 })
})

const start = (folder = dataDir) => startEmbeddedPostgres({ dataDir: folder, log: quiet })

async function ask(url: string, text: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(text)).rows[0] ?? {}
  } finally {
    await client.end()
  }
}

/** Waits without a fixed time: resolves as soon as the condition holds, and the test's own limit ends a hopeless wait. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20)
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0])
}

async function startProcess(options: { uid?: number } = {}): Promise<{ child: ChildProcess; says: string }> {
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'], ...options })
  const [says] = await once(createInterface(child.stdout), 'line')
  return { child, says }
}

async function kill9(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

describe('the embedded PostgreSQL', () => {
  test('keeps its data and its address from one start to the next', async () => {
    const first = await start()
    await ask(first.url, 'create table kept as select 42 as answer')
    await first[Symbol.asyncDispose]()
    await using second = await start()
    expect(second.url).toBe(first.url)
    expect(await ask(second.url, 'select answer from kept')).toEqual({ answer: 42 })
  })

  test('never trades durability for speed, even when its own configuration says so', async () => {
    const first = await start()
    await first[Symbol.asyncDispose]()
    await writeFile(join(dataDir, 'postgres/cluster/postgresql.auto.conf'), 'fsync = off\nfull_page_writes = off\n')
    await using second = await start()
    const settings = await ask(
      second.url,
      `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
              current_setting('synchronous_commit') as commit, current_setting('listen_addresses') as listen`,
    )
    expect(settings).toEqual({ fsync: 'on', pages: 'on', commit: 'on', listen: '127.0.0.1' })
  })

  test('is closed without its password, and the desk is not its superuser', async () => {
    await using server = await start()
    const stranger = new URL(server.url)
    stranger.password = 'guess'
    await expect(ask(stranger.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    expect(await ask(server.url, 'select rolsuper from pg_roles where rolname = current_user')).toEqual({
      rolsuper: false,
    })
    expect((await stat(join(dataDir, 'postgres/credentials.json'))).mode & 0o777).toBe(0o600)
  })

  test('splits Chinese into trigrams, which plain C would not', async ({ skip }) => {
    await using server = await start()
    const { locale } = await ask(
      server.url,
      'select datcollate as locale from pg_database where datname = current_database()',
    )
    skip(locale === 'C', 'this system has no C.UTF-8')
    await ask(server.url, 'create extension pg_trgm')
    expect(await ask(server.url, `select cardinality(show_trgm('退款')) > 0 as seen`)).toEqual({ seen: true })
  })

  test('moves to another port where somebody took its own', async () => {
    const first = await start()
    await first[Symbol.asyncDispose]()
    await using squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
    await once(squatter, 'listening')
    await using second = await start()
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port)
    expect(await ask(second.url, 'select 1 as one')).toEqual({ one: 1 })
  })

  test('comes back on the same address after its server died', async () => {
    await using server = await start()
    const dead = await postmasterPid()
    process.kill(dead, 'SIGKILL')
    // Asking until it fails could miss a quick return; another number at the same address cannot be missed.
    await until(async () => (await postmasterPid().catch(() => dead)) !== dead)
    await until(() =>
      ask(server.url, 'select 1').then(
        () => true,
        () => false,
      ),
    )
    expect(await ask(server.url, 'select 1 as one')).toEqual({ one: 1 })
  })

  test('an aborted start leaves no server and no lock', async () => {
    const stop = AbortSignal.timeout(150)
    await expect(startEmbeddedPostgres({ dataDir, log: quiet, signal: stop })).rejects.toThrow(/abort/i)
    await using server = await start()
    expect(await ask(server.url, 'select 1 as one')).toEqual({ one: 1 })
  })
})

describe.skipIf(process.platform === 'win32')('one data folder', () => {
  test('serves one Cordboard at a time, and says so in one sentence', async () => {
    const { child } = await startProcess()
    await expect(start()).rejects.toThrow(
      new RegExp(`^Another Cordboard \\(process ${child.pid}\\) already runs on .*: stop it first, or set DATA_DIR`),
    )
    await kill9(child)
  })

  test('is freed by kill -9: the server notices and stops by itself', async () => {
    const { child, says } = await startProcess()
    const pid = await postmasterPid()
    await kill9(child)
    await until(async () => (await findProcess(pid)) === null)
    await expect(ask(says, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
    await using server = await start()
    expect(server.url).toBe(says)
  })

  test.runIf(isLinux)('is taken over from a server that outlived its Cordboard', async () => {
    const { child, says } = await startProcess()
    await ask(says, 'create table kept as select 42 as answer')
    const pid = await postmasterPid()
    await kill9Guard()
    await kill9(child)
    expect(await ask(says, 'select 1 as one')).toEqual({ one: 1 })
    await using server = await start()
    expect(await postmasterPid()).not.toBe(pid)
    expect(await ask(server.url, 'select answer from kept')).toEqual({ answer: 42 })
  })

  test('is not blocked by a stale postmaster.pid whose number is somebody else by now', async () => {
    const first = await start()
    await first[Symbol.asyncDispose]()
    const cluster = join(dataDir, 'postgres/cluster')
    const stale = join(cluster, 'postmaster.pid')
    await writeFile(stale, `${process.ppid}\n${cluster}\n1795451585\n5432\n\n127.0.0.1\n  2146398 4\nready   \n`)
    const { uid, gid } = await stat(cluster)
    await chown(stale, uid, gid)
    await using second = await start()
    expect(await ask(second.url, 'select 1 as one')).toEqual({ one: 1 })
  })

  test('is not blocked by a start that was cut short', async () => {
    await mkdir(join(dataDir, 'postgres/incoming-x/base'), { recursive: true })
    await writeFile(join(dataDir, 'postgres/incoming-x/PG_VERSION'), '18\n')
    await writeFile(join(dataDir, 'postgres/owner.json'), '{"pid":1,')
    await using server = await start()
    expect(await ask(server.url, 'select 1 as one')).toEqual({ one: 1 })
  })

  test('of another PostgreSQL version is left alone', async () => {
    await mkdir(join(dataDir, 'postgres/cluster'), { recursive: true })
    await writeFile(join(dataDir, 'postgres/cluster/PG_VERSION'), '17\n')
    await expect(start()).rejects.toThrow(/written by PostgreSQL 17, and this Cordboard brings 18: .*pg_dump/)
  })

  test('that cannot be written is named with its remedy', async () => {
    await writeFile(join(dataDir, 'a-file'), '')
    await expect(start(join(dataDir, 'a-file'))).rejects.toThrow(
      /data folder .*a-file.* cannot be written \(ENOTDIR\): set DATA_DIR/,
    )
  })
})

describe.runIf(isRoot && isLinux)('as root', () => {
  const isClosed = !canRead(1234)

  test('it runs from a folder that is closed to everybody else', async () => {
    await chmod(dataDir, 0o700)
    const first = await start()
    await ask(first.url, 'create table kept as select 42 as answer')
    await first[Symbol.asyncDispose]()
    // Opened and closed later: the files go to the account that can reach them.
    await chmod(dataDir, 0o755)
    const second = await start()
    await second[Symbol.asyncDispose]()
    await chmod(dataDir, 0o700)
    await using third = await start()
    expect(await ask(third.url, 'select answer from kept')).toEqual({ answer: 42 })
  })

  test('it adds no account and runs without rights', async () => {
    const accounts = await readFile('/etc/passwd', 'utf8')
    await using server = await start()
    expect(await ask(server.url, 'select 1 as one')).toEqual({ one: 1 })
    expect((await stat(`/proc/${await postmasterPid()}`)).uid).toBe(65_534)
    expect(await readFile('/etc/passwd', 'utf8')).toBe(accounts)
  })

  // Nobody else can run a repository that lies in a closed folder.
  test.skipIf(isClosed).each([
    ['an ordinary account', 1],
    ['an account without a name, as containers use them,', 54_321],
  ])('%s can do the same', async (_, uid) => {
    await chown(dataDir, uid, uid)
    const { child, says } = await startProcess({ uid })
    expect(await ask(says, 'select 1 as one')).toEqual({ one: 1 })
    await kill9(child)
    await until(() =>
      ask(says, 'select 1').then(
        () => false,
        () => true,
      ),
    )
  })

  test('a full disk is told with its figures, and nothing half-made stays', async ({ skip }) => {
    skip(!mountSmallDisk(dataDir), 'this machine does not let root mount a small disk')
    try {
      await expect(start()).rejects.toThrow(
        /^The disk under .* is full: \d+ MB are free and the database needs \d+ MB; free some/,
      )
    } finally {
      execFileSync('umount', [dataDir])
    }
  })
})

/** The guard is the one shell that carries the data folder on its command line. */
async function kill9Guard(): Promise<void> {
  for (const pid of (await readdir('/proc')).map(Number).filter(Number.isInteger)) {
    const { command } = (await findProcess(pid)) ?? { command: '' }
    if (command.startsWith('/bin/sh') && command.includes(dataDir)) process.kill(pid, 'SIGKILL')
  }
}

function canRead(uid: number): boolean {
  try {
    execFileSync(process.execPath, ['--eval', `require('node:fs').readFileSync(${JSON.stringify(program)})`], { uid })
    return true
  } catch {
    return false
  }
}

function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
