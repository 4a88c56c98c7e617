/** One message of Telegram's as the desk knows messages. */
import type { Message } from '@grammyjs/types'
import type { InboundBody, InboundMessage, Sender } from '@cordboard/core/message'
import { bodyOf, sentenceBody } from './body.ts'
import { spokenOf } from './content.ts'
import { filesOf } from './files.ts'
import { keyOf, messageIdOf, placeOf } from './place.ts'
import { groupOf, originOf, senderOf } from './who.ts'
import type { Sentence } from '@cordboard/core/sentence'

export function messageOf(message: Message): InboundMessage {
  const place = placeOf(message)
  const id = messageIdOf(place, message.message_id)
  const kind = message.text === undefined && message.caption === undefined ? spokenOf(message)?.kind : undefined
  const isForwarded = message.forward_origin !== undefined && !message.is_automatic_forward
  return {
    ...entryOf({ id, from: senderOf(message), body: bodyOf(message), date: message.date }),
    threadIds: [id, ...albumIds(message)],
    references: answeredIds(message),
    conversationKey: keyOf(place),
    group: groupOf(message),
    remoteAttachments: filesOf(message),
    automation: automationOf(message, kind),
    marks: [
      ...(isForwarded ? (['forwarded'] as const) : []),
      ...(kind === 'unknown' || message.rich_message ? (['incomplete'] as const) : []),
    ],
    forwardedFrom: isForwarded && message.forward_origin ? originOf(message.forward_origin) : null,
  }
}

/** Something that is told in a sentence: nobody wrote it, and nobody waits for an answer. */
export function toldEntry(
  place: { id: string; from: Sender; conversationKey: string; group: Sender | null; date: number | null },
  sentence: Sentence,
): InboundMessage {
  const { conversationKey, group } = place
  return { ...entryOf({ ...place, body: sentenceBody(sentence) }), conversationKey, group, automation: 'report' }
}

function entryOf({
  id,
  from,
  body,
  date,
}: {
  id: string
  from: Sender
  body: InboundBody
  date: number | null
}): InboundMessage {
  return {
    kind: 'message',
    externalId: id,
    threadIds: [id],
    references: [],
    conversationKey: null,
    from,
    group: null,
    to: [],
    cc: [],
    subject: null,
    body,
    attachments: [],
    remoteAttachments: [],
    sentAt: date === null ? null : new Date(date * 1_000),
    automation: 'none',
    senderProof: 'proven',
    marks: [],
    forwardedFrom: null,
  }
}

/** The id by which the other items of its album find this one. */
export function albumIdOf({ chat, media_group_id, business_connection_id }: Message): string | null {
  if (media_group_id === undefined) return null
  return `album:${keyOf({ chat: String(chat.id), business: business_connection_id ?? null, topic: null })}:${media_group_id}`
}

function albumIds(message: Message): string[] {
  const id = albumIdOf(message)
  return id === null ? [] : [id]
}

/** In a topic, a message that answers nothing else answers the one that opened the topic; that says nothing. */
function answeredIds(message: Message): string[] {
  const { reply_to_message: answered } = message
  if (!answered || answered.forum_topic_created) return []
  return [messageIdOf(placeOf(message), answered.message_id)]
}

function automationOf(
  message: Message,
  kind: 'content' | 'happening' | 'unknown' | undefined,
): InboundMessage['automation'] {
  if (kind === 'happening') return 'report'
  if (message.is_automatic_forward) return 'bulk'
  return message.from?.is_bot && !message.sender_chat ? 'auto_reply' : 'none'
}
