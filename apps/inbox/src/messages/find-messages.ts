import type { Message } from '@cordboard/api-contract/messages'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'
import { type ResendOf, messageRows, messageShape } from './message-row.ts'

/** Throws a 404 when there is none. */
export async function findMessage(db: Kysely<Tables>, id: string, resendOf: ResendOf): Promise<Message> {
  const found = await findMessages(db, [rowIdOf(id, 'message')], resendOf)
  const message = found.get(id)
  if (!message) throw notFound('message')
  return message
}

/** Those that exist, by id. */
export async function findMessages(
  db: Kysely<Tables>,
  ids: readonly string[],
  resendOf: ResendOf,
): Promise<Map<string, Message>> {
  if (ids.length === 0) return new Map()
  const found = await messageRows(sql`select unnest(${ids}::bigint[]) as id`).execute(db)
  return new Map(found.rows.map((row) => [row.id, messageShape(row, resendOf)]))
}
