/**
 * Runs a hot query as a named statement, so that PostgreSQL plans it once per connection: planning six joins costs more than
 * running them. For few texts only (each stays prepared on each connection): what varies is a parameter, but a limit is a
 * literal, because without its value no generic plan looks cheap.
 */
import { createHash } from 'node:crypto'
import type { Kysely, RawBuilder } from 'kysely'
import type pg from 'pg'
import type { Tables } from './tables.ts'

export type Prepares = { db: Kysely<Tables>; hotPool: pg.Pool }

const names = new Map<string, string>()

export async function prepared<Row extends object>(query: RawBuilder<Row>, { db, hotPool }: Prepares): Promise<Row[]> {
  const { sql: text, parameters } = query.compile(db)
  const { rows } = await hotPool.query<Row>({ name: nameOf(text), text, values: [...parameters] })
  return rows
}

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `cordboard_${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`
  names.set(text, name)
  return name
}
