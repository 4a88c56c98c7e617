/** Hands one reply over, once. */
import type { ChannelHost, OutboundMessage, Receipt } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { z } from 'zod'
import { destinationOf } from './address.ts'
import type { BotClient } from './bot-client.ts'
import { BotFailure, type Trouble } from './bot-failure.ts'
import { sendingError } from './errors.ts'
import type { Floods } from './floods.ts'
import { messageIdOf, messageIn, type Place, whereOf } from './place.ts'
import { isNoPicture } from './refusals.ts'
import { say } from './sentences.ts'
import { formOf } from './multipart.ts'
import { bodyOf, type Call, callFor } from './upload.ts'
import type { TelegramSettings } from './settings.ts'

export type TelegramPace = {
  /** How long a call waits for its answer; an upload as much longer as it is large. */
  answerTimeoutMs: number
  /** How long Telegram may hold a call for new messages. */
  pollSeconds: number
  /** How long to leave a bot to another reader before asking again; longer each time. */
  conflictMs: number
}

export type Line = {
  settings: TelegramSettings
  host: ChannelHost<TelegramSettings>
  /** As people know the server: its name. */
  server: string
  client: BotClient
  floods: Floods
  pace: TelegramPace
}

const slowestUploadBytesPerMs = 100

const sentSchema = z.looseObject({ message_id: z.int(), chat: z.looseObject({ id: z.int() }) })

export async function send(line: Line, message: OutboundMessage, signal: AbortSignal): Promise<Receipt> {
  if (signal.aborted) throw new ChannelError('transient', say('stopping'))
  const place = destinationOf(message.envelope)
  if (typeof place === 'string') throw new ChannelError('permanent', say(place))
  const body = bodyOf(message)
  const call = callFor(body, message.attachments)
  if (typeof call === 'string') throw new ChannelError('permanent', say(call))
  const first: Attempt = { place, call, replyTo: answeredIn(message, place) }
  try {
    return await attempt(line, first, signal)
  } catch (failure) {
    // Telegram took nothing and says how it would: the same chat under its new number, the same picture as a file.
    const asFile = () => callFor(body, message.attachments, 'document')
    const other = failure instanceof BotFailure ? corrected(failure.trouble, first, asFile) : null
    if (other === null) throw asSending(line, failure, place)
    return attempt(line, other, signal).catch((again: unknown) => {
      throw asSending(line, again, other.place)
    })
  }
}

type Attempt = { place: Place; call: Call; replyTo: number | null }

async function attempt(
  { client, pace }: Line,
  { place, call, replyTo }: Attempt,
  signal: AbortSignal,
): Promise<Receipt> {
  const { method, files } = call
  const payload = { ...whereOf(place), ...call.payload, ...replyParameters(replyTo) }
  const bytes = [...files.values()].reduce((sum, { size }) => sum + size, 0)
  const options = { signal, timeoutMs: pace.answerTimeoutMs + Math.ceil(bytes / slowestUploadBytesPerMs) }
  const sent =
    files.size === 0
      ? await client.call<unknown>(method, payload, options)
      : await client.upload<unknown>(method, formOf(payload, files), options)
  const ids = [sent].flat().flatMap((one) => {
    const parsed = sentSchema.safeParse(one)
    if (!parsed.success) return []
    return [messageIdOf({ chat: String(parsed.data.chat.id), business: place.business }, parsed.data.message_id)]
  })
  return { externalIds: ids, refused: [] }
}

function replyParameters(messageId: number | null): Record<string, unknown> {
  if (messageId === null) return {}
  return { reply_parameters: { message_id: messageId, allow_sending_without_reply: true } }
}

function answeredIn({ envelope: { inReplyTo } }: OutboundMessage, place: Place): number | null {
  const answered = inReplyTo === null ? null : messageIn(inReplyTo)
  return answered?.chat === place.chat && answered.business === place.business ? answered.message : null
}

function corrected(trouble: Trouble, tried: Attempt, asFile: () => Call | string): Attempt | null {
  if (trouble.type !== 'refused') return null
  if (trouble.migratedTo !== null) {
    // Messages of the old chat cannot be answered in the new one.
    return { ...tried, place: { ...tried.place, chat: trouble.migratedTo }, replyTo: null }
  }
  const call = tried.call.files.size > 0 && isNoPicture(trouble) ? asFile() : ''
  return typeof call === 'string' ? null : { ...tried, call }
}

/** What a call about this chat ended with. */
export function asSending(
  { server, floods }: Pick<Line, 'server' | 'floods'>,
  failure: unknown,
  place: Place,
): unknown {
  const isFlood = failure instanceof BotFailure && failure.trouble.type === 'refused' && failure.trouble.code === 429
  const waitMs = isFlood && failure.trouble.type === 'refused' ? (failure.trouble.retryAfterMs ?? 0) : 0
  const wholeBot = isFlood && floods.concernBot(place.chat, waitMs)
  return sendingError(failure, { host: server, wholeBot })
}
