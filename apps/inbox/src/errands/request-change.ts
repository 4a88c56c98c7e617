/** An agent wants a reply that was sent to say something else, or to be gone. What is asked for lies in its row until it is done. */
import type { Capabilities } from '@cordboard/core/channel/channel'
import { onWay, planDelivery } from '@cordboard/core/plan-delivery'
import { sql, type Transaction } from 'kysely'
import { type Context, channelOf } from '../context.ts'
import { appendEvents } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'
import { type Refused, refused } from '../outbound/refused.ts'
import type { Written } from '../outbound/write-reply.ts'

export type WantedChange = { kind: 'edit'; text: string } | { kind: 'retract' }

/**
 * What was asked for before may be in a worker's hands, which it is with no detail until its claim has run out or the worker lets go of it:
 * two at a time could reach the provider the other way round.
 */
const whenFree = sql`
  case when sent_changes.state = 'waiting' and sent_changes.detail is null then greatest(sent_changes.try_after, now()) else now() end`

type Request = { messageId: string; agentId: string | null; wanted: WantedChange }

type SentReply = {
  conversation_id: string
  account_id: string
  channel: string
  direction: string
  delivery_state: string | null
  sent_at: Date | null
  deleted_at: Date | null
  way: string | null
  removed: boolean
}

/** Durable when it resolves; what was asked before and is not done yet gives way to it. */
export async function requestChange(ctx: Context, request: Request): Promise<Written | Refused> {
  const { messageId } = request
  const written = await ctx.db.transaction().execute(async (tx) => {
    const reply = await holdReply(tx, messageId)
    if (!reply) return refused('not_found', 'There is no such message.')
    const channel = channelOf(ctx, reply.channel)
    const refusal = refusalOf(reply, channel?.capabilities ?? null, request.wanted)
    if (refusal) return refusal
    const { wanted } = request
    const body = wanted.kind === 'edit' ? (channel?.render(wanted.text) ?? null) : null
    await sql`
      insert into sent_changes (message_id, account_id, kind, body_text, body_html, requested_by)
      values (${messageId}, ${reply.account_id}, ${wanted.kind}, ${body?.text ?? null}, ${body?.html ?? null}, ${request.agentId})
      on conflict (message_id) do update set kind = excluded.kind, body_text = excluded.body_text, body_html = excluded.body_html,
        requested_by = excluded.requested_by, requested_at = now(), version = sent_changes.version + 1, state = 'waiting',
        detail = null, sentence = null, technical = null, attempts = 0, try_after = ${whenFree}`.execute(tx)
    await tellOf(tx, { ...reply, messageId, agentId: request.agentId })
    return { ok: true as const, messageId }
  })
  if (written.ok) await ctx.doorbell.ring.errand({ what: 'change', id: messageId })
  return written
}

/** What could not be done is no longer shown; the reply stays as it is. */
export async function forgetChange(
  ctx: Context,
  { messageId, agentId }: Pick<Request, 'messageId' | 'agentId'>,
): Promise<Written | Refused> {
  return ctx.db.transaction().execute(async (tx) => {
    const reply = await holdReply(tx, messageId)
    if (!reply) return refused('not_found', 'There is no such message.')
    await sql`delete from sent_changes where message_id = ${messageId} and state = 'failed'`.execute(tx)
    await tellOf(tx, { ...reply, messageId, agentId })
    return { ok: true, messageId }
  })
}

async function holdReply(tx: Transaction<Tables>, messageId: string): Promise<SentReply | undefined> {
  const { rows } = await sql<SentReply>`
    select m.conversation_id, m.account_id, a.channel, m.direction, m.delivery_state, m.sent_at, m.deleted_at, m.way,
      a.deleted_at is not null as removed
    from messages m join channel_accounts a on a.id = m.account_id where m.id = ${messageId} for update of m`.execute(
    tx,
  )
  return rows[0]
}

function refusalOf(reply: SentReply, capabilities: Capabilities | null, wanted: WantedChange): Refused | null {
  const can = wanted.kind === 'edit' ? capabilities?.edits : capabilities?.retracts
  if (!capabilities || !can || reply.direction !== 'outbound')
    return refused('not_changeable', 'This message cannot be changed any more.')
  if (reply.removed) return refused('account_removed', 'The account this reply belongs to has been removed.')
  if (reply.deleted_at !== null) return refused('retracted', 'This reply has been taken back already.')
  if (!['sent', 'delivered', 'read'].includes(reply.delivery_state ?? ''))
    return refused('not_sent', 'Only a reply that was sent can be changed.')
  if (can.ways && !can.ways.includes(reply.way ?? ''))
    return refused('not_changeable', 'What was sent this way cannot be changed any more.')
  const sentMs = Date.now() - (reply.sent_at?.getTime() ?? 0)
  if (can.withinHours !== null && sentMs > can.withinHours * 3_600_000)
    return refused('too_late', `This channel lets a message be changed for ${can.withinHours} hours only.`)
  if (wanted.kind === 'retract') return null
  const plan = planDelivery(
    { text: wanted.text, attachments: [], copies: 0, lastInboundAt: null, now: new Date() },
    onWay(capabilities, reply.way),
  )
  return plan.ok ? null : plan
}

async function tellOf(
  tx: Transaction<Tables>,
  { account_id, conversation_id, messageId, agentId }: SentReply & Pick<Request, 'messageId' | 'agentId'>,
): Promise<void> {
  const about = { accountId: account_id, conversationId: conversation_id, messageId, actorAgentId: agentId }
  await appendEvents(tx, [{ ...about, type: 'message.changed', data: { because: 'requested' } }])
}
