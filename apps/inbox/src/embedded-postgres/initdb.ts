import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Log } from '@cordboard/core/channel/channel'
import { handOver, type Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { requireFreeDisk } from './disk.ts'
import { EmbeddedPostgresRefusal } from './refusal.ts'
import { serverEnvironment } from './server-environment.ts'

/** Trigram search sees no Chinese under plain C, yet not every system has C.UTF-8. */
const LOCALES = ['C.UTF-8', 'C']

type Means = {
  account: Account
  binaries: Binaries
  /** Of the superuser `postgres`. */
  password: string
  log: Log
}

/** Makes a database cluster in the empty folder `target`. Takes a second and is not cut short: its children write on. */
export async function initdb(target: string, means: Means): Promise<void> {
  const passwordFolder = `${target}-password`
  await rm(passwordFolder, { recursive: true, force: true })
  await mkdir(passwordFolder, { mode: 0o700 })
  try {
    const passwordFile = join(passwordFolder, 'password')
    await writeFile(passwordFile, means.password, { mode: 0o600 })
    await handOver(passwordFolder, means.account)
    await tryLocales(target, passwordFile, means)
  } finally {
    await rm(passwordFolder, { recursive: true, force: true })
  }
}

async function tryLocales(target: string, passwordFile: string, means: Means): Promise<void> {
  let failure = ''
  for (const locale of LOCALES) {
    const complaint = await runInitdb([`--pgdata=${target}`, `--pwfile=${passwordFile}`, `--locale=${locale}`], means)
    if (complaint === null) return
    means.log.warn({ locale, complaint }, 'embedded_postgres_initdb_failed')
    failure = complaint
  }
  await requireFreeDisk(target, 40)
  throw new EmbeddedPostgresRefusal(`The database could not be made in ${target}: ${failure}`)
}

/** Null when it went well, else its last words. */
async function runInitdb(options: readonly string[], { account, binaries }: Means): Promise<string | null> {
  const [program = '', ...args] = account.wrap([
    binaries.initdb,
    ...options,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=libc',
    '--no-instructions',
  ])
  try {
    await promisify(execFile)(program, args, { ...account.spawnAs, cwd: '/', env: serverEnvironment })
    return null
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    return (
      stderr
        ?.trim()
        .split('\n')
        .findLast((line) => /error|fatal|could not/i.test(line)) ?? message
    )
  }
}
