import type { Message } from '@cordboard/api-contract/messages'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from './client.ts'
import type { Pages } from './conversations.ts'

export const messagesKey = (conversationId: string) => ['messages', conversationId] as const

/** The newest page first; each further page is older. */
export function messagesQuery(conversationId: string) {
  return infiniteQueryOptions({
    queryKey: messagesKey(conversationId),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.messages.list(
        { id: conversationId, from: 'latest', limit: 30, ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: (page) => page.nextCursor,
  })
}

/** The loaded messages in reading order. */
export function inReadingOrder({ pages }: Pick<Pages<Message>, 'pages'>): Message[] {
  return pages.toReversed().flatMap((page) => page.items)
}
