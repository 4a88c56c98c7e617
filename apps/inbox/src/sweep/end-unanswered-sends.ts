import { detailOf } from '@cordboard/core/sentence'
import type { Context } from '../context.ts'
import { moveDelivery } from '../outbound/change-delivery.ts'
import { say } from '../sentences.ts'

const cutOff = detailOf(say('reply_cut_off'))

/** A hand-over whose lease ran out was cut off: `unconfirmed`, never queued again. The next reply of the lane may go. */
export async function endUnansweredSends({
  pool,
  doorbell,
  log,
}: Pick<Context, 'pool' | 'doorbell' | 'log'>): Promise<void> {
  const { rows } = await pool.query<{ id: string; conversation_id: string; attempt: number }>(
    `select id, conversation_id, delivery_attempts as attempt from messages where delivery_state = 'sending' and sending_until < now() limit 1000`,
  )
  for (const { id, attempt } of rows) {
    const ended = await moveDelivery({ pool }, { messageId: id, to: 'unconfirmed', ...cutOff, attempt })
    if (ended) log.warn({ messageId: id }, 'send_left_unanswered')
  }
  await doorbell.ring.bulkDrain([...new Set(rows.map((row) => row.conversation_id))])
}
