import { type Kysely, sql } from 'kysely'
import { appendEvents } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'

/** Removes everything the demo made, in one transaction. Resolves to how many conversations went. */
export async function removeDemo(
  db: Kysely<Tables>,
  options: { actorAgentId: string | null },
): Promise<{ conversations: number }> {
  return db.transaction().execute(async (tx) => {
    const removed = await sql`delete from conversations where demo`.execute(tx)
    await sql`delete from ledger where account_id in (select id from channel_accounts where demo)`.execute(tx)
    await sql`delete from contacts where demo and not exists (
      select from conversations where contact_id = contacts.id)`.execute(tx)
    await sql`
      update channel_accounts set deleted_at = now(), enabled = false, sealed_secrets = null, revision = revision + 1
      where demo and deleted_at is null`.execute(tx)
    await appendEvents(tx, [{ type: 'desk.changed', actorAgentId: options.actorAgentId, data: { demo: false } }])
    return { conversations: Number(removed.numAffectedRows ?? 0n) }
  })
}
