/** Where a reply goes: to the chat the customer writes in, and nowhere else. */
import type { ReplyContext } from '@cordboard/core/channel/channel'
import type { Envelope } from '@cordboard/core/message'
import { type Place, placeIn } from './place.ts'

/** The conversation's own key says more than the contact's: the topic, and the business account it goes through. */
export function address({ self, contact, conversationKey, answers, history }: ReplyContext): Envelope {
  return {
    externalId: null,
    from: self.keys[0] ?? '',
    to: [contact.key],
    cc: [],
    bcc: [],
    subject: null,
    inReplyTo: answers?.externalId ?? null,
    references: history.flatMap(({ externalId }) => (externalId === null ? [] : [externalId])),
    conversationKey: conversationKey ?? contact.key,
  }
}

/** `nowhere`: no chat is named. `other_chat`: the one named is not that of the recipient the agent saw. */
export function destinationOf({
  to,
  conversationKey,
}: Pick<Envelope, 'to' | 'conversationKey'>): Place | 'nowhere' | 'other_chat' {
  const [recipient = ''] = to
  const place = placeIn(conversationKey ?? recipient)
  if (place === null || to.length !== 1) return 'nowhere'
  return placeIn(recipient)?.chat === place.chat ? place : 'other_chat'
}
