import { detailOf } from '@cordboard/core/sentence'
import type pg from 'pg'
import type { NewEvent } from '../db/append-events.ts'
import { say } from '../sentences.ts'

export type Reason = 'restored' | 'long_pause'

const sentenceOf = {
  restored: detailOf(say('reply_before_restore')),
  long_pause: detailOf(say('reply_before_pause')),
}

/**
 * Makes every reply that is queued or on its way unconfirmed, as the last statements of a transaction. Resolves to how many. They go
 * along the drawn edges, but all at once: there may be thousands, and nothing else may be sent meanwhile.
 */
export async function holdUndelivered(client: Pick<pg.ClientBase, 'query'>, reason: Reason): Promise<number> {
  const { detail, sentence } = sentenceOf[reason]
  // Answers the desk owes may have been given since, too.
  await client.query(`update automatic_answers set state = 'withheld', decided_at = now() where state = 'open'`)
  // Other words may have been asked for since.
  const change = detailOf(say('change_before_restore'))
  await client.query(`update sent_changes set state = 'failed', detail = $1, sentence = $2 where state = 'waiting'`, [
    change.detail,
    JSON.stringify(change.sentence),
  ])
  const { rows } = await client.query<{ id: string; conversation_id: string; account_id: string }>(
    `with held as (
       update messages set delivery_state = 'unconfirmed', delivery_detail = $1, delivery_sentence = $2::jsonb,
         delivery_technical = null, delivery_at = now(), deliver_after = null, sending_until = null
       where delivery_state in ('queued', 'sending') returning id, conversation_id, account_id, automation
     ), counted as (
       update conversations set unsent_count = unsent_count + held_here.count
       from (select conversation_id, count(*) from held where automation = 'none' group by 1) held_here
       where id = held_here.conversation_id
     )
     select id, conversation_id, account_id from held order by id`,
    [detail, JSON.stringify(sentence)],
  )
  const events = rows.map((row): NewEvent => ({
    type: 'delivery.changed',
    accountId: row.account_id,
    conversationId: row.conversation_id,
    messageId: row.id,
    data: { state: 'unconfirmed' },
  }))
  if (events.length > 0) await client.query('select append_events($1::jsonb)', [JSON.stringify(events)])
  return rows.length
}
