/** Writes what changed into everything this browser shows. */
import type { Session } from '@cordboard/api-contract/agents'
import type { Conversation } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'
import { conversationKey, findRow, listKey, type Pages } from '../api/conversations.ts'
import { messagesKey } from '../api/messages.ts'
import { queryClient } from '../api/query-client.ts'
import { sessionKey } from '../api/session.ts'
import type { ListFilter } from '../inbox/views.ts'
import { placeMessage } from './place-message.ts'
import { placeRow } from './place-row.ts'

export function patchConversation(row: Conversation): void {
  const meId = queryClient.getQueryData<Session>(sessionKey)?.agent?.id ?? ''
  queryClient.setQueryData<Conversation>(conversationKey(row.id), row)
  for (const [key, pages] of queryClient.getQueriesData<Pages<Conversation>>({ queryKey: listKey })) {
    if (!pages) continue
    const placed = placeRow(pages, row, key[1] as ListFilter, meId)
    if (placed !== pages) queryClient.setQueryData(key, placed)
  }
}

/** As an event tells it: with nobody's read mark in it, so the one known here stays. */
export function patchFromEvent(row: Conversation): void {
  patchConversation({ ...row, lastReadMessageId: findRow(row.id)?.lastReadMessageId ?? null })
}

/** Only where the conversation's messages are loaded; else they will be, with this one. */
export function patchMessage(message: Message): void {
  queryClient.setQueryData<Pages<Message>>(
    messagesKey(message.conversationId),
    (pages) => pages && placeMessage(pages, message),
  )
}
