import type { Event } from '@cordboard/api-contract/events'
import type { Message } from '@cordboard/api-contract/messages'
import type { Pages } from '../api/conversations.ts'
import { isNewerId } from './place-row.ts'

/** Puts a new or changed message where it belongs among the loaded ones (pages newest first, each in reading order). Pure. */
export function placeMessage(pages: Pages<Message>, message: Message): Pages<Message> {
  const holds = (items: Message[]) => items.some((item) => item.id === message.id)
  const target = Math.max(
    0,
    pages.pages.findIndex((page) => holds(page.items)),
  )
  return {
    ...pages,
    pages: pages.pages.map((page, index) => {
      if (index !== target) return page
      if (holds(page.items))
        return { ...page, items: page.items.map((item) => (item.id === message.id ? message : item)) }
      const at = page.items.findLastIndex((item) => isAfter(message, item)) + 1
      return { ...page, items: [...page.items.slice(0, at), message, ...page.items.slice(at)] }
    }),
  }
}

/** The provider's time decides, as on the server. */
function isAfter(one: Message, other: Message): boolean {
  return one.occurredAt === other.occurredAt ? isNewerId(one.id, other.id) : one.occurredAt > other.occurredAt
}

/** A message that was read anew has another body under the same address: its frame must be asked for again. */
export function changedBy({ type, id }: Pick<Event, 'type' | 'id'>, message: Message): Message {
  const { frameUrl } = message.body
  if (type !== 'message.changed' || frameUrl === null) return message
  return { ...message, body: { ...message.body, frameUrl: `${frameUrl}?after=${id}` } }
}
