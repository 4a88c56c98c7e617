import type { Context } from '../context.ts'
import { moveDelivery } from './change-delivery.ts'

/**
 * Replies in doubt that an answer in their own conversation quotes: it came while the hand-over still counted as under way, so ingest had
 * nothing to prove yet.
 */
export async function confirmAnswered(
  ctx: Pick<Context, 'pool' | 'log'>,
  messageIds: readonly string[],
): Promise<void> {
  if (messageIds.length === 0) return
  const { rows } = await ctx.pool.query<{ id: string }>(
    `select m.id::text from messages m where m.id = any($1::bigint[]) and exists (
       select from messages answer where answer.conversation_id = m.conversation_id and answer.direction = 'inbound'
         and answer.thread_references && array(
           select thread_id from message_thread_ids where message_id = m.id and claimed_by = ''))`,
    [messageIds],
  )
  for (const { id } of rows) {
    if (await moveDelivery(ctx, { messageId: id, to: 'sent' })) ctx.log.info({ messageId: id }, 'unconfirmed_answered')
  }
}
