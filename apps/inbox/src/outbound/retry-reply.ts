/** A person asks for a failed or unconfirmed reply to be sent again. It keeps its message id, so a mail server may still see one mail. */
import { resendChoice } from '@cordboard/core/delivery'
import { type Context, channelOf } from '../context.ts'
import { moveDelivery } from './change-delivery.ts'
import { type Refused, refused } from './refused.ts'
import type { Written } from './write-reply.ts'

export type Retry = {
  messageId: string
  agentId: string | null
  /** The customer could get it twice, and the agent knows. */ acceptDuplicate: boolean
}

export async function retryReply(
  ctx: Context,
  { messageId, agentId, acceptDuplicate }: Retry,
): Promise<Written | Refused> {
  const message = await ctx.db
    .selectFrom('messages')
    .innerJoin('channel_accounts', 'channel_accounts.id', 'messages.account_id')
    .select([
      'conversation_id',
      'delivery_state',
      'delivery_attempts',
      'refused_recipients',
      'channel',
      'channel_accounts.deleted_at',
    ])
    .where('messages.id', '=', messageId)
    .executeTakeFirst()
  if (!message) return refused('not_found', 'There is no such message.')
  if (message.deleted_at !== null)
    return refused('account_removed', 'The account this reply belongs to has been removed.')
  const resend = channelOf(ctx, message.channel)?.capabilities.resend ?? 'may_duplicate'
  const reachedOthers = message.refused_recipients.length > 0
  const { delivery_state: from, delivery_attempts: attempt } = message
  const choice = from === null ? 'no' : resendChoice(from, resend, reachedOthers)
  if (from === null || choice === 'no')
    return refused('not_resendable', 'This message is not waiting for anybody to send it again.')
  if (choice === 'may_duplicate' && !acceptDuplicate) {
    return refused(
      'may_duplicate',
      'The customer could get it twice. Confirm that it should be sent again.',
      'acceptDuplicate',
    )
  }
  // Whoever sends a part again has seen what became of the others.
  await ctx.db
    .updateTable('messages')
    .set({ part_of: null })
    .where('id', '=', messageId)
    .where('part_of', 'is not', null)
    .execute()
  const moved = await moveDelivery(ctx, { messageId, from, to: 'queued', attempt }, agentId)
  if (!moved) return refused('not_resendable', 'Somebody has sent it again already.')
  await ctx.doorbell.ring.drain(message.conversation_id)
  return { ok: true, messageId }
}
