/** Sends one reply, once: by direct message or in public below a post. What X does not answer stays unconfirmed. */
import type { LengthWeights, OutboundMessage, Receipt } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { lengthOf } from '@cordboard/core/text-length'
import { z } from 'zod'
import type { Budget } from './budget.ts'
import { toChannelError } from './errors.ts'
import { XFailure } from './failure.ts'
import { findSent } from './find-sent.ts'
import { conversationId, eventId, numberIn, postId, ways } from './ids.ts'
import type { XLink } from './link.ts'
import type { Uses } from './prices.ts'
import { idSchema } from './raw.ts'
import { saysDuplicate } from './refusals.ts'
import type { Question } from './request.ts'
import { say } from './sentences.ts'
import { checkFiles, type Purpose, upload } from './upload.ts'

export type SendContext = { link: XLink; budget: Budget }

const sentPostSchema = z.object({ data: z.object({ id: idSchema }) })
const sentEventSchema = z.object({ data: z.object({ dm_event_id: idSchema, dm_conversation_id: z.string() }) })
/** Only links weigh anything. X makes them of names without a scheme too. */
const linksOnly: LengthWeights = { usual: 0, ranges: [], link: 1, emoji: null }

export async function send(message: OutboundMessage, context: SendContext, signal: AbortSignal): Promise<Receipt> {
  if (signal.aborted) throw new ChannelError('transient', say('stopped_before'))
  const isPublic = message.envelope.way === ways.public
  const purpose: Purpose = isPublic ? 'tweet' : 'dm'
  const [recipient] = message.envelope.to
  if (recipient === undefined) throw new ChannelError('permanent', say(isPublic ? 'no_post' : 'no_recipient'))
  checkFiles(message.attachments, purpose)
  await context.budget.mustAllow()
  const media = await prepared(message, purpose, { link: context.link, signal })
  return isPublic
    ? sendPost(message, media, context, signal)
    : sendDirectMessage(message, { recipient, media }, context, signal)
}

async function prepared(
  { attachments }: OutboundMessage,
  purpose: Purpose,
  { link: line, signal }: { link: XLink; signal: AbortSignal },
): Promise<string[]> {
  const ids: string[] = []
  try {
    for (const file of attachments) ids.push(await upload(file, purpose, { link: line, signal }))
  } catch (error) {
    if (error instanceof ChannelError) throw error
    if (signal.aborted) throw new ChannelError('transient', say('stopped_before'))
    throw toChannelError(error, 'prepare')
  }
  return ids
}

async function sendPost(
  message: OutboundMessage,
  media: string[],
  context: SendContext,
  signal: AbortSignal,
): Promise<Receipt> {
  const answered = numberIn(message.envelope.inReplyTo, 'post')
  if (answered === null) throw new ChannelError('permanent', say('no_post'))
  const body = {
    text: message.body.text,
    reply: { in_reply_to_tweet_id: answered },
    ...(media.length > 0 && { media: { media_ids: media } }),
  }
  const uses = lengthOf(message.body.text, linksOnly) > 0 ? { linkReplySent: 1 } : { replySent: 1 }
  try {
    const data = await handOver({ method: 'POST', url: 'https://api.x.com/2/tweets', body }, uses, context, signal)
    const sent = sentPostSchema.safeParse(data)
    if (!sent.success) throw unclear()
    return { externalIds: [postId(sent.data.data.id)], refused: [] }
  } catch (error) {
    const found = await sentBefore(error, message, context, signal)
    if (found !== null) return { externalIds: [found], refused: [] }
    throw toChannelError(error, 'hand_over')
  }
}

/** X refuses the same words twice: if ours are there, below the same post and after they were written, they were sent. */
async function sentBefore(
  error: unknown,
  message: OutboundMessage,
  context: SendContext,
  signal: AbortSignal,
): Promise<string | null> {
  if (!(error instanceof XFailure) || !saysDuplicate(error.facts)) return null
  try {
    return await findSent(message, context, signal)
  } catch (cause) {
    throw new ChannelError('unconfirmed', say('answer_lost'), {
      cause: cause instanceof ChannelError ? cause : undefined,
    })
  }
}

type To = { recipient: string; media: readonly string[] }

/** A first private reply bears the conversation X puts it into, which leads the customer's answer back to it. */
async function sendDirectMessage(
  message: OutboundMessage,
  { recipient, media }: To,
  context: SendContext,
  signal: AbortSignal,
): Promise<Receipt> {
  const group = numberIn(recipient, 'group')
  const place = group === null ? `with/${encodeURIComponent(recipient)}` : encodeURIComponent(group)
  const { text } = message.body
  const body = {
    ...(text !== '' && { text }),
    ...(media.length > 0 && { attachments: media.map((id) => ({ media_id: id })) }),
  }
  try {
    const url = `https://api.x.com/2/dm_conversations/${place}/messages`
    const data = await handOver({ method: 'POST', url, body }, { dmSent: 1 }, context, signal)
    const sent = sentEventSchema.safeParse(data)
    if (!sent.success) throw unclear()
    const { dm_event_id: id, dm_conversation_id: conversation } = sent.data.data
    const isMove = message.envelope.conversationKey == null
    return { externalIds: [eventId(id), ...(isMove ? [conversationId(conversation)] : [])], refused: [] }
  } catch (error) {
    throw toChannelError(error, 'hand_over')
  }
}

/** Counted when X took it, or may have. */
async function handOver(
  question: Question,
  uses: Uses,
  { link: line, budget }: SendContext,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const { data } = await line.handOver(question, signal)
    await counted(budget, uses)
    return data
  } catch (error) {
    const failed = error instanceof XFailure ? toChannelError(error, 'hand_over') : error
    if (failed instanceof ChannelError && failed.kind === 'unconfirmed') await counted(budget, uses)
    if (signal.aborted && !(error instanceof XFailure) && !(error instanceof ChannelError))
      throw new ChannelError('transient', say('stopped_before'))
    throw error
  }
}

/** A count that fails must not make a sent message look unsent. */
async function counted(budget: Budget, uses: Uses): Promise<void> {
  try {
    await budget.count(uses)
  } catch {
    // The day's sum is then too low by one.
  }
}

function unclear(): ChannelError {
  return new ChannelError('unconfirmed', say('no_clear_answer', { answer: 200 }))
}
