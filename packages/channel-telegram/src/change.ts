/** Changing what was sent. All of it may be repeated without harm. */
import type { OutboundMessage } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import type { Envelope } from '@cordboard/core/message'
import { destinationOf } from './address.ts'
import { BotFailure, type Trouble } from './bot-failure.ts'
import { repeatableError } from './errors.ts'
import { messageIn, type Place, whereOf } from './place.ts'
import { isGone, isUnchanged, longestCaption, longestText } from './refusals.ts'
import { say } from './sentences.ts'
import type { Line } from './send.ts'
import { bodyOf } from './upload.ts'

type Sent = NonNullable<ReturnType<typeof messageIn>>

export async function edit(line: Line, message: OutboundMessage, signal: AbortSignal): Promise<void> {
  const [first] = sentOf(message)
  if (!first) throw new ChannelError('permanent', say('nothing_sent_yet'))
  const { text, entities } = bodyOf(message)
  const isCaption = message.attachments.length > 0
  const limit = isCaption ? longestCaption : longestText
  if (text.length > limit) throw new ChannelError('permanent', say('too_long', { limit }))
  if (text === '' && !isCaption) throw new ChannelError('permanent', say('nothing_to_send'))
  const body = isCaption ? { caption: text, caption_entities: entities } : { text, entities }
  const method = isCaption ? 'editMessageCaption' : 'editMessageText'
  await change(
    line,
    { method, payload: { ...at(first), message_id: first.message, ...body }, unless: isUnchanged },
    signal,
  )
}

/** An album's items go one by one; what is gone already is no failure. */
export async function retract(line: Line, message: OutboundMessage, signal: AbortSignal): Promise<void> {
  const sent = sentOf(message)
  if (sent.length === 0) throw new ChannelError('permanent', say('nothing_sent_yet'))
  for (const one of sent) {
    const call =
      one.business === null
        ? { method: 'deleteMessage', payload: { chat_id: Number(one.chat), message_id: one.message } }
        : {
            method: 'deleteBusinessMessages',
            payload: { business_connection_id: one.business, message_ids: [one.message] },
          }
    await change(line, { ...call, unless: isGone }, signal)
  }
}

export async function showTyping(line: Line, envelope: Envelope, signal: AbortSignal): Promise<void> {
  const place = destinationOf(envelope)
  if (typeof place === 'string') throw new ChannelError('permanent', say(place))
  await change(line, { method: 'sendChatAction', payload: { ...whereOf(place), action: 'typing' } }, signal)
}

type Change = {
  method: string
  payload: Record<string, unknown>
  /** A refusal that says it is so already. */
  unless?: (refused: Extract<Trouble, { type: 'refused' }>) => boolean
}

async function change(
  { client, pace, server }: Line,
  { method, payload, unless }: Change,
  signal: AbortSignal,
): Promise<void> {
  try {
    await client.call(method, payload, { signal, timeoutMs: pace.answerTimeoutMs })
  } catch (failure) {
    const trouble = failure instanceof BotFailure ? failure.trouble : null
    if (trouble?.type === 'refused' && unless?.(trouble)) return
    throw repeatableError(failure, { host: server, wholeBot: false })
  }
}

/** In the order they were sent: an album's words stand with its first. */
function sentOf({ providerIds = [] }: OutboundMessage): Sent[] {
  const sent = providerIds.flatMap((id) => messageIn(id) ?? [])
  return sent.toSorted((a, b) => a.message - b.message)
}

function at({ chat, business }: Sent): Record<string, unknown> {
  const place: Place = { chat, business, topic: null }
  return whereOf(place)
}
