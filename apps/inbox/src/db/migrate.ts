/** Brings a database to the state this code needs: numbered files, forward only, one process at a time. A number that is missing was never given. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { Log } from '@cordboard/core/channel/channel'
import { Client } from 'pg'

/** `message` is one sentence for the operator. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused'
}

type Migration = { number: number; name: string; sql: string; sha256: string }

const folder = new URL('../../migrations/', import.meta.url)
const lockKey = 711_000_700

/** Resolves when the database is as new as the code. Throws `MigrationRefused` for one that is newer, or whose past was rewritten. */
export async function migrate(url: string, log?: Log): Promise<void> {
  const migrations = await readMigrations()
  const client = new Client({ connectionString: url, application_name: 'cordboard-migrate' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    // Processes that start together take turns; the ones after the first find everything done.
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(`
      create table if not exists schema_migrations (
        number integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now()
      )`)
    const { rows } = await client.query<{ number: number; name: string; sha256: string }>(
      'select number, name, sha256 from schema_migrations order by number',
    )
    refuseStrangers(rows, migrations)
    for (const migration of migrations.slice(rows.length)) {
      await apply(client, migration)
      log?.info({ migration: migration.name }, 'migration_applied')
    }
  } finally {
    await client.end()
  }
}

/** What `migrate` would do, by name. Throws as it does. */
export async function missingMigrations(url: string): Promise<string[]> {
  const migrations = await readMigrations()
  const client = new Client({ connectionString: url, application_name: 'cordboard-migrate' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows: made } = await client.query("select from pg_tables where tablename = 'schema_migrations'")
    if (made.length === 0) return migrations.map(({ name }) => name)
    const { rows } = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from schema_migrations order by number',
    )
    refuseStrangers(rows, migrations)
    return migrations.slice(rows.length).map(({ name }) => name)
  } finally {
    await client.end()
  }
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8')
      return { number: Number(name.slice(0, 4)), name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

function refuseStrangers(applied: readonly { name: string; sha256: string }[], known: readonly Migration[]): void {
  for (const [index, { name, sha256 }] of applied.entries()) {
    const migration = known[index]
    if (!migration) {
      throw new MigrationRefused(
        `The database was made by a newer Cordboard (it has ${name}, this version ends before it); start that version or a later one.`,
      )
    }
    if (migration.name !== name || migration.sha256 !== sha256) {
      throw new MigrationRefused(
        `The database was made with another ${name} than this version has; use the version it was made with, or an empty database.`,
      )
    }
  }
}

async function apply(client: Client, { number, name, sql, sha256 }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into schema_migrations (number, name, sha256) values ($1, $2, $3)', [
      number,
      name,
      sha256,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
