/** The head of a conversation's lane: its oldest reply that is not on its way yet, and whether it may go now. */
import type { Context } from '../context.ts'
import { moveDelivery } from './change-delivery.ts'
import type { SendingLimits } from './take-slot.ts'

export type LaneHead =
  | { kind: 'empty' }
  /** Another hand-over of the lane is under way, or a wait the provider asked for; look again then. */
  | { kind: 'waits'; ms: number }
  /** Only a person can change that; reconnecting wakes the lane. */
  | { kind: 'held' }
  /** The account was removed while the reply was written or handed over. */
  | { kind: 'disconnected'; messageId: string }
  /** A part of a reply of which an earlier one failed. */
  | { kind: 'broken'; messageId: string }
  | { kind: 'ready'; messageId: string; accountId: string; revision: number; attempt: number; limits: SendingLimits }

/** Long enough for a mail server to think; renewed while the hand-over lasts. */
export const sendingLeaseMs = 90_000
const shortestWaitMs = 50
/** Over so long the lanes of an account that waited come back: all at once they would keep the lanes of other accounts waiting. */
const spreadMs = 2_000

type Row = {
  id: string
  account_id: string
  revision: number
  attempt: number
  sending: boolean
  held: boolean
  disconnected: boolean
  broken: boolean
  limit_per_minute: number | null
  limit_per_hour: number | null
  wait_ms: string | null
  account_wait_ms: string | null
}

export async function lookAtLane({ pool }: Pick<Context, 'pool'>, conversationId: string): Promise<LaneHead> {
  const { rows } = await pool.query<Row>({
    name: 'look_at_lane',
    text: `
      select m.id, m.account_id, a.revision, m.delivery_attempts + 1 as attempt, m.delivery_state = 'sending' as sending,
        a.sending_held or not a.enabled as held, a.deleted_at is not null as disconnected,
        m.part_of is not null and exists (
          select from messages earlier where (earlier.id = m.part_of or earlier.part_of = m.part_of)
            and earlier.id < m.id and earlier.delivery_state = 'failed') as broken,
        a.limit_per_minute, a.limit_per_hour,
        ceil(extract(epoch from greatest(m.deliver_after, m.sending_until, a.sending_waits_until) - now()) * 1000)::bigint as wait_ms,
        ceil(extract(epoch from a.sending_waits_until - now()) * 1000)::bigint as account_wait_ms
      from messages m join channel_accounts a on a.id = m.account_id
      where m.conversation_id = $1 and m.delivery_state in ('queued', 'sending')
      order by m.id limit 1`,
    values: [conversationId],
  })
  const head = rows[0]
  if (!head) return { kind: 'empty' }
  const waitMs = Number(head.wait_ms ?? 0)
  // One whose lease ran out is the sweep's: it becomes unconfirmed, never queued again.
  if (head.sending) return waitMs > 0 ? { kind: 'waits', ms: waitMs } : { kind: 'held' }
  if (head.disconnected) return { kind: 'disconnected', messageId: head.id }
  if (head.broken) return { kind: 'broken', messageId: head.id }
  if (head.held) return { kind: 'held' }
  if (waitMs > 0) return { kind: 'waits', ms: Math.max(shortestWaitMs, waitMs) + spread(head) }
  return {
    kind: 'ready',
    messageId: head.id,
    accountId: head.account_id,
    revision: head.revision,
    attempt: head.attempt,
    limits: { perMinute: head.limit_per_minute, perHour: head.limit_per_hour },
  }
}

/** The lane that was told to wait comes first and alone: should it be told so again, the others know before they ask. */
function spread({ account_wait_ms: wait }: Row): number {
  return Number(wait ?? 0) > 0 ? Math.round(Math.random() * spreadMs) : 0
}

/** `false`: somebody else claimed it between looking and claiming. */
export async function claimReply(
  { pool }: Pick<Context, 'pool'>,
  { messageId, attempt }: { messageId: string; attempt: number },
): Promise<boolean> {
  return moveDelivery({ pool }, { messageId, to: 'sending', leaseMs: sendingLeaseMs, attempt: attempt - 1 })
}

/** Keeps a long hand-over from being taken for an unanswered one, until disposed. */
export function keepSending({ pool, log }: Pick<Context, 'pool' | 'log'>, messageId: string): Disposable {
  const renew = async () => {
    await pool.query({
      name: 'keep_sending',
      text: `update messages set sending_until = now() + $2::bigint * interval '1 millisecond' where id = $1 and delivery_state = 'sending'`,
      values: [messageId, sendingLeaseMs],
    })
  }
  const timer = setInterval(() => {
    renew().catch((error: unknown) => log.warn({ messageId, error: String(error) }, 'sending_lease_not_renewed'))
  }, sendingLeaseMs / 3)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
