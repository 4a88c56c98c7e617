import type { Context } from '../context.ts'

const mostAtOnce = 5_000

/** Rings for conversations with a reply that is due and an account that may send, or none any more. A lane that is awake already stays one lane. */
export async function ringWaitingLanes({ pool, doorbell }: Pick<Context, 'pool' | 'doorbell'>): Promise<void> {
  const { rows } = await pool.query<{ conversation_id: string }>(
    `select distinct m.conversation_id from messages m join channel_accounts a on a.id = m.account_id
     where m.delivery_state = 'queued' and coalesce(m.deliver_after, m.delivery_at + interval '5 seconds') < now()
       and (
         a.deleted_at is not null
         or (a.enabled and not a.sending_held and coalesce(a.sending_waits_until, now()) <= now())
       )
     limit $1`,
    [mostAtOnce],
  )
  await doorbell.ring.bulkDrain(rows.map((row) => row.conversation_id))
}
