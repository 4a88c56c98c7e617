import { type Kysely, sql } from 'kysely'
import { appendEvents } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'

/** Where listeners hear at once that an account was made, changed or removed. The payload is its id. */
export const accountsChannel = 'cordboard_accounts'

/** Last statements of a transaction in which an admin changed an account. */
export async function announceAccount(
  db: Kysely<Tables>,
  accountId: string,
  actorAgentId: string | null,
): Promise<void> {
  await sql`select pg_notify(${accountsChannel}, ${accountId})`.execute(db)
  await appendEvents(db, [{ type: 'account.changed', accountId, actorAgentId }])
}
