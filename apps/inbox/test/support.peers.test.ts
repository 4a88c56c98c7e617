import { hasPeer } from '@cordboard/channel-testkit/peers'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { createTestDatabase } from './support/postgres.ts'
import { startRedis } from './support/redis.ts'

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('a test database', () => {
  test('is migrated and not shared', async () => {
    await using one = await createTestDatabase()
    await using other = await createTestDatabase()
    await query(one.url, 'create table only_here (id int)')
    const tables = (url: string) => query(url, "select tablename from pg_tables where schemaname = 'public'")
    expect(await tables(one.url)).toContainEqual({ tablename: 'only_here' })
    expect(await tables(other.url)).toContainEqual({ tablename: 'conversations' })
    expect(await tables(other.url)).not.toContainEqual({ tablename: 'only_here' })
  })

  test('is dropped even while somebody is connected', async () => {
    const database = await createTestDatabase()
    const client = new Client({ connectionString: database.url })
    const closed = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    await database[Symbol.asyncDispose]()
    await closed
    await expect(query(database.url, 'select 1')).rejects.toThrow(/does not exist/)
  })
})

describe.skipIf(!hasPeer('redis'))('a test Redis', () => {
  test('comes back on its port with its data after kill -9', async () => {
    await using first = await startRedis({ persistence: true })
    await first.kill9()
    await using second = await startRedis({ port: first.port, folder: first.folder, persistence: true })
    expect(second.url).toBe(first.url)
  })
})
