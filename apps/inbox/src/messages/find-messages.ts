import type { Message } from '@cordboard/api-contract/messages'
import { sql } from 'kysely'
import { type Prepares, prepared } from '../db/prepared.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'
import { type ResendOf, messageRows, messageShape } from './message-row.ts'

/** Throws a 404 when there is none. */
export async function findMessage(desk: Prepares, id: string, resendOf: ResendOf): Promise<Message> {
  const found = await findMessages(desk, [rowIdOf(id, 'message')], resendOf)
  const message = found.get(id)
  if (!message) throw notFound('message')
  return message
}

/** Those that exist, by id. */
export async function findMessages(
  desk: Prepares,
  ids: readonly string[],
  resendOf: ResendOf,
): Promise<Map<string, Message>> {
  if (ids.length === 0) return new Map()
  const rows = await prepared(messageRows(sql`select unnest(${ids}::bigint[]) as id`), desk)
  return new Map(rows.map((row) => [row.id, messageShape(row, resendOf)]))
}
