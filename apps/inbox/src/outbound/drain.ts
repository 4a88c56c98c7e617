/** Sends what one conversation has waiting, oldest first, one after the other. A wake-up is only a doorbell: the rows decide. */
import type { OutboundMessage, Receipt } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { detailOf } from '@cordboard/core/sentence'
import type { Outcome } from '@cordboard/queue/handlers'
import { AccountUnusable } from '../accounts/load-account.ts'
import type { Context } from '../context.ts'
import { say } from '../sentences.ts'
import { moveDelivery } from './change-delivery.ts'
import { claimReply, keepSending, lookAtLane, type LaneHead } from './claim-reply.ts'
import { holdSending } from './hold-sending.ts'
import { loadOutbound } from './load-outbound.ts'
import { recordFailure, recordSent } from './record-delivery.ts'
import type { Sending, SendingConnections } from './sending-connections.ts'
import { takeSlot } from './take-slot.ts'

type Ready = Extract<LaneHead, { kind: 'ready' }>
type Step = { next: 'look_again' } | { next: 'wait'; ms: number } | { next: 'stop' }

/** A whole hand-over may take so long before it is given up as unanswered. */
const longestHandOverMs = 10 * 60_000
/** How soon to come back when the account's share of hand-overs is taken. */
const busyMs = 200

/**
 * Resolves when the lane is empty, held, or must wait. `closing` aborts when the process begins to stop: the hand-over under way is
 * finished, no other begins. `signal` aborts when it must let go.
 */
export async function drain(
  ctx: Context,
  connections: SendingConnections,
  conversationId: string,
  { signal, closing }: { signal: AbortSignal; closing: AbortSignal },
): Promise<Outcome> {
  while (!closing.aborted && !signal.aborted) {
    ctx.reach('outbound.before_claim')
    const head = await lookAtLane(ctx, conversationId)
    if (head.kind === 'empty' || head.kind === 'held') return 'done'
    if (head.kind === 'waits') return { againInMs: head.ms }
    if (head.kind === 'disconnected' || head.kind === 'broken') {
      const why = say(head.kind === 'broken' ? 'reply_broken' : 'reply_disconnected')
      await moveDelivery(ctx, { messageId: head.messageId, from: 'queued', to: 'failed', ...detailOf(why) })
      continue
    }
    const step = await handOverHead(ctx, connections, head, signal)
    if (step.next === 'wait') return { againInMs: step.ms }
    if (step.next === 'stop') return 'done'
  }
  return { againInMs: busyMs }
}

async function handOverHead(
  ctx: Context,
  connections: SendingConnections,
  head: Ready,
  signal: AbortSignal,
): Promise<Step> {
  try {
    const used = await connections.use(head.accountId, head.revision, async (sending) => {
      const slotInMs = await takeSlot(ctx, head, head.limits)
      if (slotInMs !== null) return { next: 'wait', ms: slotInMs } satisfies Step
      // Read before it is claimed: what fails here has left nothing in doubt.
      const message = await loadOutbound(ctx, head.messageId)
      if (!(await claimReply(ctx, head))) return { next: 'look_again' } satisfies Step
      return handOver(ctx, sending, { ...head, message }, signal)
    })
    if (used === 'busy') return { next: 'wait', ms: busyMs }
    return used === null ? { next: 'stop' } : used.done
  } catch (error) {
    // Nothing was claimed: the account itself could not be opened.
    if (error instanceof AccountUnusable) {
      const unusable = new ChannelError('needs_reauth', error.sentence, { cause: error })
      await holdSending(ctx, head, { error: unusable, waitMs: 0 })
      return { next: 'stop' }
    }
    throw error
  }
}

async function handOver(
  ctx: Context,
  { account, connection }: Sending,
  { message, ...head }: Ready & { message: OutboundMessage },
  signal: AbortSignal,
): Promise<Step> {
  ctx.reach('outbound.claimed')
  using _ = keepSending(ctx, head.messageId)
  ctx.reach('outbound.handing_over')
  let receipt: Receipt
  try {
    receipt = await connection.send(message, AbortSignal.any([signal, AbortSignal.timeout(longestHandOverMs)]))
  } catch (thrown) {
    const error = thrown instanceof ChannelError ? thrown : unanswered(thrown)
    if (error !== thrown)
      ctx.log.error({ messageId: head.messageId, error: String(thrown) }, 'channel_threw_something_else')
    const { waitMs } = await recordFailure(ctx, head, { error, resend: account.channel.capabilities.resend, signal })
    return waitMs === null ? { next: 'look_again' } : { next: 'wait', ms: waitMs }
  }
  ctx.reach('outbound.handed_over')
  await recordSent(
    ctx,
    head,
    {
      receipt,
      envelope: message.envelope,
      keepsCopies: connection.keepSent !== undefined,
    },
    signal,
  )
  ctx.reach('outbound.recorded')
  return { next: 'look_again' }
}

/** A fault of ours after the hand-over began: whether the provider has it is not known. */
function unanswered(cause: unknown): ChannelError {
  return new ChannelError('unconfirmed', say('reply_unanswered'), { cause })
}
