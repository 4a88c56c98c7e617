import type { Message } from '@cordboard/api-contract/messages'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { inReadingOrder, messagesQuery } from '../../api/messages.ts'
import { isNewerId } from '../../live/place-row.ts'
import { useOutbox } from '../../outbox/outbox.ts'

const none: readonly Message[] = []

/** What a thread shows: the loaded messages, then what is still on its way from here; and where unread begins. */
export function useThread(id: string, meId: string, readUpTo: string | null) {
  const query = useInfiniteQuery(messagesQuery(id))
  const messages = useMemo(() => (query.data ? inReadingOrder(query.data) : none), [query.data])
  const outbox = useOutbox((state) => state.entries)
  const unsent = useMemo(() => {
    const taken = new Set(messages.map((message) => message.clientId))
    return outbox.filter((entry) => entry.conversationId === id && entry.state !== 'held' && !taken.has(entry.clientId))
  }, [outbox, messages, id])
  const firstUnread = useMemo(
    () =>
      messages.find(
        (message) => message.direction === 'inbound' && readUpTo !== null && isNewerId(message.id, readUpTo),
      )?.id,
    [messages, readUpTo],
  )
  const shown = useMemo(
    () => [
      ...messages.map((message) => ({
        id: message.clientId ?? message.id,
        isOwn: message.author.id === meId && message.author.type === 'agent',
      })),
      ...unsent.map((entry) => ({ id: entry.clientId, isOwn: true })),
    ],
    [messages, unsent, meId],
  )
  return { query, messages, unsent, firstUnread, shown }
}
