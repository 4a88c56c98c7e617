import type { Conversation } from '@cordboard/api-contract/conversations'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { InfiniteData } from '@tanstack/react-query'
import { askFor, type ListFilter } from '../inbox/views.ts'
import { api } from './client.ts'
import { queryClient } from './query-client.ts'

export type Page<Item> = { items: Item[]; nextCursor: string | null }
export type Pages<Item> = InfiniteData<Page<Item>, string | null>

export const listKey = ['list'] as const
export const countsKey = ['counts'] as const
export const conversationKey = (id: string) => ['conversation', id] as const

const firstPageSize = 50
const nextPageSize = 150

/** A list, page by page; the first one small, so that it paints early. */
export function listQuery(filter: ListFilter) {
  return infiniteQueryOptions({
    queryKey: [...listKey, filter] as const,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const { unsent, ...asked } = askFor(filter)
      const page = pageParam === null ? { limit: firstPageSize } : { limit: nextPageSize, cursor: pageParam }
      return api.conversations.list({ ...asked, ...(unsent && { unsent: 'true' }), ...page }, { signal })
    },
    getNextPageParam: (page) => page.nextCursor,
    // Rows are kept current by events, and a scrolled list has many pages: they are never fetched again all at once.
    gcTime: 30 * 60_000,
  })
}

export const countsQuery = queryOptions({
  queryKey: countsKey,
  queryFn: ({ signal }) => api.conversations.counts(undefined, { signal }),
})

/** One conversation; painted from a list row at once when there is one. */
export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: conversationKey(id),
    queryFn: ({ signal }) => api.conversations.get({ id }, { signal }),
    initialData: () => findRow(id),
  })
}

export function previousConversationsQuery(contactId: string) {
  return queryOptions({
    queryKey: ['previous', contactId],
    queryFn: async ({ signal }) => (await api.conversations.list({ contact: contactId, limit: 10 }, { signal })).items,
    staleTime: 60_000,
  })
}

/** Conversations with whoever has exactly that address on a channel, latest first. */
export function conversationsWithQuery(channel: string, address: string) {
  const key = address.toLowerCase()
  return queryOptions({
    queryKey: ['with', channel, key],
    queryFn: async ({ signal }) => {
      const { items } = await api.contacts.list({ q: key, limit: 20 }, { signal })
      const contact = items.find(({ identities }) =>
        identities.some((identity) => identity.channel === channel && identity.key === key),
      )
      return contact ? (await api.conversations.list({ contact: contact.id, limit: 5 }, { signal })).items : []
    },
  })
}

export function contactQuery(id: string) {
  return queryOptions({
    queryKey: ['contact', id],
    queryFn: ({ signal }) => api.contacts.get({ id }, { signal }),
    staleTime: 60_000,
  })
}

/** What this browser knows of a conversation. */
export function findRow(id: string): Conversation | undefined {
  const known = queryClient.getQueryData<Conversation>(conversationKey(id))
  if (known) return known
  for (const [, pages] of queryClient.getQueriesData<Pages<Conversation>>({ queryKey: listKey })) {
    for (const page of pages?.pages ?? []) {
      const row = page.items.find((candidate) => candidate.id === id)
      if (row) return row
    }
  }
  return undefined
}
