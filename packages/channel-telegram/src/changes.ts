/** What happens to messages that are there already. */
import type { Message } from '@grammyjs/types'
import type { InboundEvent, InboundMessage } from '@cordboard/core/message'
import type { z } from 'zod'
import { messageOf, toldEntry } from './message.ts'
import { keyOf, messageIdOf } from './place.ts'
import { say } from './sentences.ts'
import type { deletionSchema, reactionSchema } from './update-shape.ts'
import { type AnyChat, chatAsSender, personOf } from './who.ts'

const unknownSign = '✨'
const paidSign = '⭐'

/** A second may hold several edits, so its date alone does not name one. */
export function edit(message: Message, updateId: number): InboundEvent {
  const read = messageOf(message)
  const id = `${read.externalId}:${message.edit_date ?? message.date}:${updateId}`
  // It keeps the message's own ids: the next edit of a message nobody knew finds this one.
  const otherwise = { ...read, externalId: id }
  // Another picture in place of one of an album's: the words of the album are not its own.
  if (message.media_group_id !== undefined && message.caption === undefined)
    return { ...otherwise, threadIds: [id], references: [read.externalId] }
  return {
    kind: 'change',
    externalId: id,
    about: read.externalId,
    by: read.from,
    change: { type: 'edited', body: read.body },
    otherwise,
  }
}

/** Telegram tells so of chats with a business account only. Who deleted them it does not say: they are taken for the customer's. */
export function deletions({
  business_connection_id: business,
  chat,
  message_ids,
}: z.output<typeof deletionSchema>): InboundEvent[] {
  const place = { chat: String(chat.id), business, topic: null }
  const from = chatAsSender(chat as AnyChat)
  return message_ids.map((message) => {
    const about = messageIdOf(place, message)
    const id = `${about}:deleted`
    const otherwise = toldEntry({ id, from, conversationKey: keyOf(place), group: null, date: null }, say('deleted'))
    return { kind: 'change', externalId: id, about, by: from, change: { type: 'deleted' }, otherwise }
  })
}

export function reaction(told: z.output<typeof reactionSchema>, id: string): InboundEvent {
  const { chat, user, actor_chat, new_reaction, date } = told
  const place = { chat: String(chat.id), business: null, topic: null }
  const about = messageIdOf(place, told.message_id)
  const from = user ? personOf(user) : chatAsSender((actor_chat ?? chat) as AnyChat)
  const signs = new_reaction.map(({ type, emoji }) => emoji ?? (type === 'paid' ? paidSign : unknownSign))
  const group = chat.type === 'private' ? null : chatAsSender(chat as AnyChat)
  const sentence = signs.length === 0 ? say('reaction_gone') : say('reacted', { signs: signs.join(' ') })
  const otherwise: InboundMessage = {
    ...toldEntry({ id, from, conversationKey: keyOf(place), group, date }, sentence),
    references: [about],
  }
  return { kind: 'change', externalId: id, about, by: from, change: { type: 'reacted', signs }, otherwise }
}
