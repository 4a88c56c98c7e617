import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { migrate } from '../src/db/migrate.ts'

async function as<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function emptyDatabase() {
  const admin = inject('postgresAdminUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await as(admin, (client) => client.query(`create database ${name}`))
  const url = new URL(admin)
  url.pathname = name
  const drop = async () => void (await as(admin, (client) => client.query(`drop database ${name} with (force)`)))
  return { url: url.href, [Symbol.asyncDispose]: drop }
}

describe('migrations', () => {
  it('are applied once, though several processes start together', async () => {
    await using database = await emptyDatabase()
    await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)])
    const { rows } = await as(database.url, (client) => client.query('select number from schema_migrations order by 1'))
    expect(rows[0]).toEqual({ number: 1 })
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length)
  })

  it('refuse a database made by a newer version, in one sentence', async () => {
    await using database = await emptyDatabase()
    await migrate(database.url)
    const newer = `insert into schema_migrations values (9000, '9000_future.sql', 'x')`
    await as(database.url, (client) => client.query(newer))
    await expect(migrate(database.url)).rejects.toThrow(/newer Cordboard \(it has 9000_future.sql.*\)/)
  })

  it('refuse a database whose past is another one', async () => {
    await using database = await emptyDatabase()
    await migrate(database.url)
    await as(database.url, (client) => client.query(`update schema_migrations set sha256 = 'x' where number = 1`))
    await expect(migrate(database.url)).rejects.toThrow('another 0001_foundation.sql')
  })
})
