import type { Conversation } from '@cordboard/api-contract/conversations'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'
import { type ConversationRow, conversationRows, conversationShape } from './conversation-row.ts'

/** Throws a 404 when there is none. */
export async function findConversation(
  db: Kysely<Tables>,
  id: string,
  options: { readerId: string | null },
): Promise<Conversation> {
  const found = await findConversations(db, [rowIdOf(id, 'conversation')], options)
  const conversation = found.get(id)
  if (!conversation) throw notFound('conversation')
  return conversation
}

/** Those that exist, by id. */
export async function findConversations(
  db: Kysely<Tables>,
  ids: readonly string[],
  options: { readerId: string | null },
): Promise<Map<string, Conversation>> {
  if (ids.length === 0) return new Map()
  const page = sql`select unnest(${ids}::bigint[]) as id`
  const found = await conversationRows(page, options.readerId).execute(db)
  return new Map(found.rows.map((row: ConversationRow) => [row.id, conversationShape(row)]))
}
