/** The one place a reply's delivery state changes after it was written, together with its conversation's count of unsent replies. */
import { type DeliveryState, deliveryStateSchema, mayMove } from '@cordboard/core/delivery'
import type { SentenceCode } from '@cordboard/core/sentence'
import type pg from 'pg'
import type { Context } from '../context.ts'
import type { NewEvent } from '../db/append-events.ts'
import { inRepeatableTransaction } from '../db/transaction.ts'

export type DeliveryChange = {
  messageId: string
  to: DeliveryState
  /** Only from this state: a person who decides looked at one, and it may be in other hands by now. Left out, from any that may move so. */
  from?: DeliveryState
  /** One sentence for the agent; left out, it is cleared. */
  detail?: string | null
  /** What `detail` says, for other languages. */
  sentence?: SentenceCode | null
  technical?: string | null
  /** Only if that many hand-overs were counted: a late answer of an earlier one must not overwrite a later one. */
  attempt?: number
  /** Only with `queued`: not before this many milliseconds have passed. */
  waitMs?: number
  /** Only with `queued`: the hand-over was refused by a wait the provider asked for and does not count. */
  uncounted?: boolean
  /** Only with `sending`: how long the hand-over may take before it counts as unanswered. */
  leaseMs?: number
}

type Queries = Pick<pg.ClientBase, 'query'>

/**
 * Moves a reply along one of the drawn edges and appends the event that says so, as a transaction of its own. Resolves to `false`, with
 * nothing written, when the reply is not in a state that may move so.
 */
export async function moveDelivery(
  { pool }: Pick<Context, 'pool'>,
  change: DeliveryChange,
  actorAgentId: string | null = null,
): Promise<boolean> {
  return inRepeatableTransaction(pool, (client) => moveDeliveryIn(client, change, actorAgentId))
}

/**
 * The same as part of a transaction that changes more: resolves to the event for its caller to append at the very end, because the lock
 * of the log is held until commit and nothing may be waited for under it. `null` when nothing was written.
 */
export async function changeDelivery(client: Queries, change: DeliveryChange): Promise<NewEvent | null> {
  const { rows } = await client.query<{ account_id: string; conversation_id: string }>({
    name: 'change_delivery',
    text: changeSql,
    values: valuesOf(change),
  })
  const [changed] = rows
  if (!changed) return null
  const { account_id: accountId, conversation_id: conversationId } = changed
  const { messageId, to: state } = change
  return { type: 'delivery.changed', accountId, conversationId, messageId, data: { state } }
}

/** The same as the last statement of a larger transaction. */
export async function moveDeliveryIn(
  client: Queries,
  change: DeliveryChange,
  actorAgentId: string | null = null,
): Promise<boolean> {
  const values = [...valuesOf(change), actorAgentId]
  const { rowCount } = await client.query({ name: 'move_delivery', text: moveSql, values })
  return rowCount === 1
}

function valuesOf(change: DeliveryChange): unknown[] {
  const { messageId, to, detail = null, technical = null, attempt = null } = change
  const movable = deliveryStateSchema.options.filter((state) => mayMove(state, to))
  const from = movable.filter((state) => change.from === undefined || change.from === state)
  const waitMs = change.waitMs === undefined ? null : Math.ceil(change.waitMs)
  const sentence = change.sentence ? JSON.stringify(change.sentence) : null
  const { leaseMs = null, uncounted = false } = change
  return [messageId, from, to, detail, technical, attempt, waitMs, leaseMs, uncounted, sentence]
}

// What the desk answered by itself is nobody's unsent reply: forged senders must not fill the list of what needs somebody.
const steps = `
  with before as (
    select id, (delivery_state in ('failed', 'unconfirmed') and automation = 'none')::int as unsent
    from messages
    where id = $1::bigint and delivery_state = any($2::text[]) and ($6::int is null or delivery_attempts = $6::int)
    for update
  ), changed as (
    update messages m set
      delivery_state = $3::text, delivery_detail = $4::text, delivery_technical = $5::text,
      delivery_sentence = $10::jsonb, delivery_at = now(),
      deliver_after = now() + $7::bigint * interval '1 millisecond',
      sending_until = now() + $8::bigint * interval '1 millisecond',
      delivery_attempts = m.delivery_attempts + ($3::text = 'sending')::int - ($9::boolean)::int,
      sent_at = case when $3::text in ('sent', 'delivered', 'read') then coalesce(m.sent_at, now()) else m.sent_at end
    from before where m.id = before.id
    returning m.id, m.conversation_id, m.account_id, before.unsent,
      (m.delivery_state in ('failed', 'unconfirmed') and m.automation = 'none')::int as now_unsent
  ), counted as (
    update conversations c set unsent_count = c.unsent_count + changed.now_unsent - changed.unsent
    from changed where c.id = changed.conversation_id and changed.now_unsent <> changed.unsent
    returning c.id
  )`

const changeSql = `${steps} select account_id, conversation_id from changed`

// The lock of the log is held until commit, so both updates must be done before it is taken: hence the count of the second.
const moveSql = `${steps}
  select append_events(jsonb_build_array(jsonb_build_object(
    'type', 'delivery.changed', 'accountId', changed.account_id::text, 'conversationId', changed.conversation_id::text,
    'messageId', changed.id::text, 'actorAgentId', $11::text, 'data', jsonb_build_object('state', $3::text))))
  from changed, (select count(*) from counted) as updated`
