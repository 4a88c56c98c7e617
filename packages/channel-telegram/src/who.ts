/** Who wrote, and the group it was written in, as Telegram knows them: by numbers that never change. */
import type { Chat, Message, MessageOrigin, User } from '@grammyjs/types'
import type { Sender } from '@cordboard/core/message'
import { keyOf, placeOf } from './place.ts'

type Person = Pick<User, 'id' | 'first_name' | 'last_name' | 'username'>
/** A chat as an update names it, of whatever type. */
export type AnyChat = Pick<Chat, 'id' | 'type'> & {
  title?: string
  username?: string
  first_name?: string
  last_name?: string
}

export function personOf(person: Person): Sender {
  return { key: String(person.id), address: addressOf(person), displayName: nameOf(person) }
}

/** A channel, or a group whose admin writes in its name. */
export function chatAsSender(chat: AnyChat): Sender {
  return { key: String(chat.id), address: addressOf(chat), displayName: chatName(chat) }
}

/** Whoever the message is shown to be from: in the name of a chat, of a person, or of the channel it stands in. */
export function senderOf({ sender_chat, from, chat }: Pick<Message, 'sender_chat' | 'from' | 'chat'>): Sender {
  if (sender_chat) return chatAsSender(sender_chat)
  return from ? personOf(from) : chatAsSender(chat)
}

/** `null` where somebody writes for themselves. A topic is labelled with its name where the message tells it. */
export function groupOf(message: Message): Sender | null {
  const { chat } = message
  if (chat.type === 'private') return null
  const place = placeOf(message)
  const label = place.topic === null ? null : (topicName(message) ?? `#${place.topic.replace(/^d/, '')}`)
  const title = chatName(chat) ?? String(chat.id)
  return {
    key: keyOf(place),
    address: addressOf(chat),
    displayName: label === null ? title : `${title} · ${label}`,
  }
}

/** Where nothing else is answered, a message of a topic answers the one that opened it. */
function topicName({ forum_topic_created, reply_to_message, direct_messages_topic }: Message): string | null {
  const opened = forum_topic_created ?? reply_to_message?.forum_topic_created
  if (opened) return String(opened.name)
  return direct_messages_topic?.user ? nameOf(direct_messages_topic.user) : null
}

/** Whoever wrote what was forwarded. */
export function originOf(origin: MessageOrigin): Sender {
  if (origin.type === 'user') return personOf(origin.sender_user)
  if (origin.type === 'chat') return chatAsSender(origin.sender_chat)
  if (origin.type === 'channel') return chatAsSender(origin.chat)
  const name = String(origin.sender_user_name)
  return { key: name, address: name, displayName: name }
}

export function nameOf({ first_name, last_name = '' }: Pick<Person, 'first_name' | 'last_name'>): string {
  return `${first_name} ${last_name}`.trim().toWellFormed()
}

function chatName({ title, first_name, last_name }: AnyChat): string | null {
  if (title !== undefined) return title.toWellFormed()
  return first_name === undefined ? null : nameOf({ first_name, last_name })
}

function addressOf({ id, username }: { id: number; username?: string }): string {
  return username === undefined ? String(id) : `@${username}`
}
