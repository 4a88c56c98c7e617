import type { Message } from '@cordboard/api-contract/messages'
import { sql } from 'kysely'
import { type Prepares, prepared } from '../db/prepared.ts'
import { decodeCursor, encodeCursor, idKey, timeKey } from '../http/cursor.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'
import { type MessageRow, type ResendOf, messageRows, messageShape } from './message-row.ts'

/** What the browser asks for when it opens a conversation, and the contract's default. */
const usualLimits: readonly number[] = [30, 50]

export type MessagePage = { items: Message[]; nextCursor: string | null }

/** A page of a conversation, itself always oldest first. `latest` starts at the newest page and leads to older ones. */
export async function listMessages(
  desk: Prepares,
  conversationId: string,
  options: { from: 'oldest' | 'latest'; cursor?: string | undefined; limit: number; resendOf: ResendOf },
): Promise<MessagePage> {
  const id = rowIdOf(conversationId, 'conversation')
  const { from, limit } = options
  const [time, place] = options.cursor ? decodeCursor(options.cursor, [timeKey, idKey]) : []
  const direction = from === 'latest' ? sql`desc` : sql`asc`
  const beyond = place
    ? sql`(occurred_at, id) ${from === 'latest' ? sql`<` : sql`>`} (${time}::timestamptz, ${place}::bigint)`
    : sql`true`
  const page = sql`
    select id from messages where conversation_id = ${id}::bigint and ${beyond}
    order by occurred_at ${direction}, id ${direction} limit ${sql.lit(limit + 1)}`
  const ordered = sql<MessageRow>`${messageRows(page)} order by m.occurred_at ${direction}, m.id ${direction}`
  // Other page sizes than the usual ones are too many texts to keep prepared.
  const found = usualLimits.includes(limit) ? await prepared(ordered, desk) : (await ordered.execute(desk.db)).rows
  if (found.length === 0) await refuseMissing(desk, id)
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  const inOrder = from === 'latest' ? rows.toReversed() : rows
  return {
    items: inOrder.map((row) => messageShape(row, options.resendOf)),
    nextCursor: last ? encodeCursor([last.time_key, last.id]) : null,
  }
}

async function refuseMissing({ db }: Prepares, id: string): Promise<void> {
  const { rows } = await sql`select from conversations where id = ${id}::bigint`.execute(db)
  if (rows.length === 0) throw notFound('conversation')
}
