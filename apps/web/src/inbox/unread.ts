import type { Conversation } from '@cordboard/api-contract/conversations'
import { isNewerId } from '../live/place-row.ts'

/** Whether the customer wrote something the reader has not opened. */
export function isUnread({ lastInboundMessageId, lastReadMessageId }: Conversation): boolean {
  if (lastInboundMessageId === null) return false
  return lastReadMessageId === null || isNewerId(lastInboundMessageId, lastReadMessageId)
}

export function contactName({ contact }: Pick<Conversation, 'contact'>): string {
  return contact.name ?? contact.address
}
