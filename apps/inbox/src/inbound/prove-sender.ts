/** Asks a sender's domain for the senders nobody vouched for, where the channel knows how. Never fails and never waits long. */
import type { RawMessage } from '@cordboard/core/channel/channel'
import type { InboundMessage, SenderProof } from '@cordboard/core/message'
import type { AnyChannel } from '../context.ts'
import type { LookupTxt } from './txt-records.ts'

const limitMs = 3_000

export async function withProof(
  message: InboundMessage,
  { raw, channel, lookupTxt }: { raw: RawMessage; channel: AnyChannel; lookupTxt: LookupTxt },
): Promise<InboundMessage> {
  if (message.senderProof !== 'claimed' || !channel.proveSender) return message
  const late = Promise.withResolvers<SenderProof>()
  const timer = setTimeout(() => late.resolve('claimed'), limitMs)
  const asked = channel.proveSender(raw, message.from, lookupTxt).catch(() => 'claimed' as const)
  const senderProof = await Promise.race([asked, late.promise])
  clearTimeout(timer)
  return { ...message, senderProof }
}
