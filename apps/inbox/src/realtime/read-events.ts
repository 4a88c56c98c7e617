import type { Event } from '@cordboard/api-contract/events'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type EventRow = {
  id: string
  type: Event['type']
  account_id: string | null
  conversation_id: string | null
  message_id: string | null
  actor_agent_id: string | null
  data: Event['data']
  created_at: Date
}

/** The log after `after`, in order. Nothing that commits later gets a smaller id: `append_events` sees to that. */
export async function readEvents(
  db: Kysely<Tables>,
  options: { after: string; upTo?: string; limit: number },
): Promise<Event[]> {
  // Qualified, because a bare `id` would be the text of the output and sort 10 before 9.
  const found = await sql<EventRow>`
    select id::text, type, account_id::text, conversation_id::text, message_id::text, actor_agent_id, data, created_at
    from events event
    where event.id > ${options.after}::bigint and ${options.upTo ? sql`event.id <= ${options.upTo}::bigint` : sql`true`}
    order by event.id limit ${options.limit}`.execute(db)
  return found.rows.map(eventShape)
}

/** The position of the newest event; `0` before the first. */
export async function newestEventId(db: Kysely<Tables>): Promise<string> {
  const found = await sql<{ id: string }>`select coalesce(max(id), 0)::text as id from events`.execute(db)
  return found.rows[0]?.id ?? '0'
}

function eventShape(row: EventRow): Event {
  return {
    id: row.id,
    type: row.type,
    accountId: row.account_id,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    actorAgentId: row.actor_agent_id,
    data: row.data,
    createdAt: row.created_at.toISOString(),
  }
}
