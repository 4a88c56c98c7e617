import type { EventType } from '@cordboard/api-contract/events'
import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.ts'

export type NewEvent = {
  type: EventType
  accountId?: string | null
  conversationId?: string | null
  messageId?: string | null
  actorAgentId?: string | null
  data?: Record<string, unknown>
}

/**
 * Adds to the log, in the order given. Call it as the last statement of the transaction that caused the events: it draws ids under
 * a lock held until commit, which is what lets readers never skip one that commits late.
 */
export async function appendEvents(db: Kysely<Tables>, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  await sql`select append_events(${JSON.stringify(events)}::jsonb)`.execute(db)
}
