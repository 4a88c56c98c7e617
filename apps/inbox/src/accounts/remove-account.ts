import { detailOf } from '@cordboard/core/sentence'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvents, type NewEvent } from '../db/append-events.ts'
import { dropErrands } from '../errands/drop-errands.ts'
import { say } from '../sentences.ts'
import { announceAccount } from './announce-account.ts'
import { storedState } from './stored-state.ts'

/** Disconnects an account: conversations stay, secrets are destroyed, replies still waiting fail. False when there is none. */
export async function removeAccount(
  { db }: Pick<Context, 'db'>,
  { id, actorAgentId }: { id: string; actorAgentId: string | null },
): Promise<boolean> {
  const { detail, sentence } = detailOf(say('reply_disconnected'))
  return db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('channel_accounts')
      .set({
        deleted_at: sql<Date>`now()`,
        enabled: false,
        sealed_secrets: null,
        state: 'paused',
        ...storedState(say('disconnected')),
        revision: sql<number>`revision + 1`,
      })
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    const { rows } = await sql<{ id: string; conversation_id: string }>`
      with failed as (
        update messages set delivery_state = 'failed', delivery_detail = ${detail},
          delivery_sentence = ${JSON.stringify(sentence)}::jsonb, delivery_at = now(), deliver_after = null
        where account_id = ${id} and delivery_state = 'queued' returning id, conversation_id, automation
      ), counted as (
        update conversations set unsent_count = unsent_count + failed_here.count
        from (select conversation_id, count(*) from failed where automation = 'none' group by 1) failed_here
        where id = failed_here.conversation_id
      )
      select id, conversation_id from failed order by id`.execute(tx)
    const failed = rows.map((row): NewEvent => ({
      type: 'delivery.changed',
      accountId: id,
      conversationId: row.conversation_id,
      messageId: row.id,
      actorAgentId,
      data: { state: 'failed' },
    }))
    const dropped = await dropErrands(tx, id)
    await appendEvents(tx, [...failed, ...dropped])
    await announceAccount(tx, id, actorAgentId)
    return true
  })
}
