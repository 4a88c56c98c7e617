import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { Client, DatabaseError } from 'pg'
import { inject } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'

const migrations = new URL('../../migrations/', import.meta.url)

/** A database of its own for one test file or one test, dropped with everything in it on disposal. */
export interface TestDatabase extends AsyncDisposable {
  url: string
}

/** A database with all migrations applied, cloned in about 40 ms from one that was migrated once for the whole run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return create(await migratedTemplate())
}

async function create(template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdmin((admin) => admin.query(`create database ${name} template ${template}`))
  return {
    url: databaseUrl(name),
    // A test that fails leaves its pools open; `force` ends them, so that one failure does not become two.
    [Symbol.asyncDispose]: () => asAdmin((admin) => drop(admin, name)),
  }
}

const dropLimitMs = 10_000

/** PostgreSQL's own vacuum may be in there for a moment, and only a superuser may end that. */
async function drop(admin: Client, name: string): Promise<void> {
  const giveUpAt = performance.now() + dropLimitMs
  for (;;) {
    try {
      await admin.query(`drop database ${name} with (force)`)
      return
    } catch (error) {
      const mayPass = error instanceof DatabaseError && error.code === '42501'
      if (!mayPass || performance.now() > giveUpAt) throw error
      await setTimeout(100)
    }
  }
}

let template: Promise<string> | undefined

function migratedTemplate(): Promise<string> {
  template ??= makeTemplate()
  return template
}

/** Test files run in several processes: the first one makes the template, the others wait for its lock. */
async function makeTemplate(): Promise<string> {
  const name = `template_${await migrationsHash()}`
  const lock = 7_310_452
  return asAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [lock])
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name])
    if (rowCount) return name
    await admin.query(`drop database if exists ${name}_half with (force)`)
    await admin.query(`create database ${name}_half`)
    await migrate(databaseUrl(`${name}_half`))
    await admin.query(`alter database ${name}_half rename to ${name}`)
    return name
  })
}

async function migrationsHash(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of (await readdir(migrations)).sort()) hash.update(await readFile(new URL(file, migrations)))
  return hash.digest('hex').slice(0, 16)
}

function databaseUrl(name: string): string {
  const url = new URL(inject('postgresAdminUrl'))
  url.pathname = name
  return url.href
}

async function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: inject('postgresAdminUrl') })
  admin.on('error', () => undefined)
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}
