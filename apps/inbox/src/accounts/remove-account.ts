import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { announceAccount } from './announce-account.ts'

/** What a reply says that had no way out any more. */
export const disconnected = 'The account was disconnected before this reply was sent.'

/** Disconnects an account: conversations stay, secrets are destroyed, replies still waiting fail. False when there is none. */
export async function removeAccount(
  { db }: Pick<Context, 'db'>,
  { id, actorAgentId }: { id: string; actorAgentId: string | null },
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('channel_accounts')
      .set({
        deleted_at: sql<Date>`now()`,
        enabled: false,
        sealed_secrets: null,
        state: 'paused',
        state_detail: 'Disconnected.',
        revision: sql<number>`revision + 1`,
      })
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await sql`
      with failed as (
        update messages set delivery_state = 'failed', delivery_detail = ${disconnected}, delivery_at = now(), deliver_after = null
        where account_id = ${id} and delivery_state = 'queued' returning conversation_id
      )
      update conversations set unsent_count = unsent_count + failed_here.count
      from (select conversation_id, count(*) from failed group by 1) failed_here
      where id = failed_here.conversation_id`.execute(tx)
    await announceAccount(tx, id, actorAgentId)
    return true
  })
}
