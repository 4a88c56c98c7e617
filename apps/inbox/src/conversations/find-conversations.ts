import type { Conversation } from '@cordboard/api-contract/conversations'
import { sql } from 'kysely'
import { type Prepares, prepared } from '../db/prepared.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'
import { conversationRows, conversationShape } from './conversation-row.ts'

/** Throws a 404 when there is none. */
export async function findConversation(
  desk: Prepares,
  id: string,
  options: { readerId: string | null },
): Promise<Conversation> {
  const found = await findConversations(desk, [rowIdOf(id, 'conversation')], options)
  const conversation = found.get(id)
  if (!conversation) throw notFound('conversation')
  return conversation
}

/** Those that exist, by id. */
export async function findConversations(
  desk: Prepares,
  ids: readonly string[],
  options: { readerId: string | null },
): Promise<Map<string, Conversation>> {
  if (ids.length === 0) return new Map()
  const page = sql`select * from conversations where id = any(${ids}::bigint[])`
  const rows = await prepared(conversationRows(page, options.readerId), desk)
  return new Map(rows.map((row) => [row.id, conversationShape(row)]))
}
