/** Ids that look like ones this desk minted, in mail that came in: only real ones lead anywhere, and nobody else may bear them. */
import type { InboundMessage } from '@cordboard/core/message'
import type { AnyChannel } from '../context.ts'
import type { ReplyTokens } from '../reply-tokens.ts'
import type { OpenRow } from './open-rows.ts'

/** A guessed or cut token, or one of another account, counts as no reference at all. */
export function withRealIds(
  message: InboundMessage,
  { row, channel, tokens }: { row: Pick<OpenRow, 'account_id' | 'self'>; channel: AnyChannel; tokens: ReplyTokens },
): InboundMessage {
  const { tokenIn } = channel
  if (!tokenIn) return message
  return {
    ...message,
    threadIds: message.threadIds.filter((id) => tokenIn(id, row.self) === null),
    references: message.references.filter((id) => {
      const token = tokenIn(id, row.self)
      return token === null || tokens.holds(token, 'message', row.account_id)
    }),
  }
}
