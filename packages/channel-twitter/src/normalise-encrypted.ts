/** An end-to-end encrypted message of XChat: only the app of X can read it, and the desk says so. */
import type { InboundEvent } from '@cordboard/core/message'
import { dateOf } from './direct-message.ts'
import { conversationId, pairOf, ways } from './ids.ts'
import { plainMessage, senderOf, spokenBody } from './plain-message.ts'
import type { XRaw } from './raw.ts'
import { say } from './sentences.ts'

type Encrypted = Extract<XRaw, { kind: 'chat' }>['event']

export function encryptedEvent(event: Encrypted, self: string): InboundEvent {
  const { id, sender_id: sender, created_at_msec: at } = event
  const message = plainMessage({
    externalId: `chat:${id}`,
    threadIds: [`chat:${id}`],
    references: [],
    // Beside the messages of the same customer that can be read.
    conversationKey: conversationId(pairOf(self, sender)),
    from: senderOf(sender),
    way: ways.dm,
    body: spokenBody(say('encrypted')),
    sentAt: at === undefined ? null : dateOf(Number(at)),
    marks: ['encrypted'],
  })
  if (sender !== self) return message
  return { kind: 'own_message', externalId: message.externalId, threadIds: [message.externalId], otherwise: message }
}
