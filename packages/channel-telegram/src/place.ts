/** Where in Telegram a message stands, and the ids made of it. Ids are text: nothing is counted with them. */
import type { Message } from '@grammyjs/types'

/** A chat, or a topic of one. `business`: the connection through which the bot writes for a Telegram Business account. */
export type Place = { chat: string; business: string | null; topic: string | null }

const keyShape = /^(?<chat>-?\d{1,20})(?:@(?<business>[^/:\s]{1,200}))?(?:\/(?<topic>d?\d{1,20}))?$/
const idShape = /^(?<chat>-?\d{1,20})(?:@(?<business>[^/:\s]{1,200}))?:(?<message>\d{1,20})$/

/** A topic of a channel's direct messages is numbered apart from forum topics. */
const directTopic = 'd'

/** What only some messages say of their place. */
type Placed = Pick<Message, 'chat' | 'business_connection_id' | 'is_topic_message' | 'message_thread_id'> & {
  direct_messages_topic?: { topic_id: number }
}

export function placeOf(message: Placed): Place {
  return {
    chat: String(message.chat.id),
    business: message.business_connection_id ?? null,
    topic: topicOf(message),
  }
}

/** A thread id alone is no topic: in groups without topics each reply has one. */
function topicOf(message: Placed): string | null {
  if (message.direct_messages_topic) return `${directTopic}${message.direct_messages_topic.topic_id}`
  return message.is_topic_message && message.message_thread_id !== undefined ? String(message.message_thread_id) : null
}

/** The conversation's key: `<chat>`, `<chat>/<topic>` or `<chat>@<business connection>`. */
export function keyOf({ chat, business, topic }: Place): string {
  return `${chat}${business === null ? '' : `@${business}`}${topic === null ? '' : `/${topic}`}`
}

/** `null` for what is no key of ours. */
export function placeIn(key: string): Place | null {
  const found = keyShape.exec(key)?.groups
  return found
    ? { chat: found['chat'] ?? '', business: found['business'] ?? null, topic: found['topic'] ?? null }
    : null
}

/** A message's id, unique on the bot: private chats with a business account number theirs apart from those with the bot. */
export function messageIdOf({ chat, business }: Omit<Place, 'topic'>, message: number | string): string {
  return `${keyOf({ chat, business, topic: null })}:${message}`
}

/** `null` for an id that names no message, such as an album's. */
export function messageIn(id: string): { chat: string; business: string | null; message: number } | null {
  const found = idShape.exec(id)?.groups
  if (!found) return null
  return { chat: found['chat'] ?? '', business: found['business'] ?? null, message: Number(found['message']) }
}

/** As Telegram's methods take a place. */
export function whereOf({ chat, business, topic }: Place): Record<string, unknown> {
  return {
    chat_id: Number(chat),
    ...(business === null ? {} : { business_connection_id: business }),
    ...topicParameter(topic),
  }
}

function topicParameter(topic: string | null): Record<string, unknown> {
  if (topic === null) return {}
  return topic.startsWith(directTopic)
    ? { direct_messages_topic_id: Number(topic.slice(directTopic.length)) }
    : { message_thread_id: Number(topic) }
}
