import type { Conversation } from '@cordboard/api-contract/conversations'
import { type RawBuilder, sql } from 'kysely'
import { type Prepares, prepared } from '../db/prepared.ts'
import { decodeCursor, encodeCursor, idKey, timeKey } from '../http/cursor.ts'
import { rowIdIn } from '../http/row-id.ts'
import { type ConversationRow, conversationRows, conversationShape } from './conversation-row.ts'
import { searchMatches } from './search.ts'

export type ConversationFilter = {
  status?: Conversation['status'] | undefined
  account?: string | undefined
  /** An agent id, or `none`. */
  assignee?: string | undefined
  team?: string | undefined
  contact?: string | undefined
  unsent?: boolean | undefined
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** The page size of the contract's default. */
const usualLimit = 50

export type ConversationPage = { items: Conversation[]; nextCursor: string | null }

/** One page, newest activity first, by one query. Cursors hold a place in that order, whatever is written meanwhile. */
export async function listConversations(
  desk: Prepares,
  filter: ConversationFilter,
  options: { readerId: string | null },
): Promise<ConversationPage> {
  if (filter.team !== undefined) return { items: [], nextCursor: null }
  const found =
    filter.q || filter.limit !== usualLimit ? await searched(desk, filter, options) : await usual(desk, filter, options)
  const rows = found.slice(0, filter.limit)
  const last = found.length > filter.limit ? rows.at(-1) : undefined
  return {
    items: rows.map(conversationShape),
    nextCursor: last ? encodeCursor([last.activity_key, last.id]) : null,
  }
}

/** What the inbox shows all day: one of few texts, prepared. */
function usual(
  desk: Prepares,
  filter: ConversationFilter,
  { readerId }: { readerId: string | null },
): Promise<ConversationRow[]> {
  const page = sql`
    select c.* from conversations c where ${sql.join(conditionsOf(filter), sql` and `)}
    order by c.last_activity_at desc, c.id desc limit ${sql.lit(usualLimit + 1)}`
  return prepared(
    sql<ConversationRow>`
    ${conversationRows(page, readerId)} order by c.last_activity_at desc, c.id desc`,
    desk,
  )
}

async function searched(
  { db }: Prepares,
  filter: ConversationFilter,
  { readerId }: { readerId: string | null },
): Promise<ConversationRow[]> {
  const matched = filter.q ? searchMatches(filter.q) : null
  const page = sql`
    select c.* from conversations c
    ${matched ? sql`join matched on matched.conversation_id = c.id` : sql``}
    where ${sql.join(conditionsOf(filter), sql` and `)}
    order by c.last_activity_at desc, c.id desc limit ${filter.limit + 1}`
  const found = await sql<ConversationRow>`
    ${matched ? sql`with matched as materialized (${matched})` : sql``}
    ${conversationRows(page, readerId)}
    order by c.last_activity_at desc, c.id desc`.execute(db)
  return found.rows
}

function conditionsOf(filter: ConversationFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [sql`true`]
  if (filter.status) conditions.push(sql`c.status = ${filter.status}`)
  if (filter.account) conditions.push(sql`c.account_id = ${rowIdIn('account', filter.account)}::bigint`)
  if (filter.contact) conditions.push(sql`c.contact_id = ${rowIdIn('contact', filter.contact)}::bigint`)
  if (filter.assignee === 'none') conditions.push(sql`c.assignee_id is null`)
  else if (filter.assignee) conditions.push(sql`c.assignee_id = ${filter.assignee}`)
  if (filter.unsent === true) conditions.push(sql`c.unsent_count > 0`)
  if (filter.unsent === false) conditions.push(sql`c.unsent_count = 0`)
  if (filter.cursor) {
    const [activity, id] = decodeCursor(filter.cursor, [timeKey, idKey])
    conditions.push(sql`(c.last_activity_at, c.id) < (${activity}::timestamptz, ${id}::bigint)`)
  }
  return conditions
}
