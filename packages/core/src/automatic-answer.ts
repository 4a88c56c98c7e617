/**
 * Whom the desk may tell by itself that their message came (RFC 3834). An answer nobody asked for is what loops and floods are made of,
 * so it goes to people who wrote to us themselves, seldom, and never to what answers back.
 */
import type { InboundMessage } from './message.ts'

/** How many at most, over all workers. A flood of forged senders gets these few and no more. */
export const automaticBounds = { perAddressHours: 24, perDomainAnHour: 30, perAccountAnHour: 100 }

/** Names of programs, before the @ of an address. */
const robot =
  /^(?:mailer-daemon|daemon|postmaster|hostmaster|webmaster|root|(?:no|do[-_.]?not|never)[-_.]?reply|bounces?|notifications?|alerts?|news(?:letter)?|listserv|majordomo|abuse|auto(?:mailer|reply|responder)?)(?:[-+_.=@]|$)|[-+_.](?:owner|request|bounces?|no-?reply)(?:@|$)|^owner-/i

type First = Pick<InboundMessage, 'automation' | 'senderProof' | 'to' | 'cc'> & { senderKey: string }

/** Whether a message that opened a conversation may be answered by itself; `own` are the account's identity keys. */
export function mayBeAnswered({ senderKey, automation, senderProof, to, cc }: First, own: readonly string[]): boolean {
  if (automation !== 'none' || senderProof === 'refuted') return false
  if (senderKey === '' || own.includes(senderKey) || robot.test(senderKey)) return false
  // Who was copied in blindly, or by a list, was not written to.
  return [...to, ...cc].some((key) => own.includes(key.toLowerCase()))
}
