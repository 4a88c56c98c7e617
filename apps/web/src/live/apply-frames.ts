import type { StreamFrame } from '@cordboard/api-contract/events'
import type { Session } from '@cordboard/api-contract/agents'
import type { Conversation } from '@cordboard/api-contract/conversations'
import { api } from '../api/client.ts'
import { conversationKey, countsKey, listKey, type Pages } from '../api/conversations.ts'
import { messagesKey } from '../api/messages.ts'
import { queryClient } from '../api/query-client.ts'
import { sessionKey } from '../api/session.ts'
import { useConnection } from '../state/connection.ts'
import { patchFromEvent, patchMessage } from './patch.ts'
import { changedBy } from './place-message.ts'

const countsEveryMs = 1_000

/** What several events mean for the screen, applied in one go: a storm of them costs one painting per frame of the display. */
export function applyFrames(frames: readonly StreamFrame[]): void {
  const rows = new Map(frames.flatMap(({ conversation }) => (conversation ? [[conversation.id, conversation]] : [])))
  for (const row of rows.values()) patchFromEvent(row)
  if (rows.size > 0) refreshCounts()
  const messages = new Map(
    frames.flatMap(({ event, message }) =>
      event.messageId && event.conversationId
        ? [[event.messageId, { conversationId: event.conversationId, message: message && changedBy(event, message) }]]
        : [],
    ),
  )
  for (const [id, { conversationId, message }] of messages) {
    if (message) patchMessage(message)
    else if (isShown(messagesKey(conversationId)))
      void api.messages.get({ id }).then(patchMessage, () => refetch(messagesKey(conversationId)))
    else queryClient.removeQueries({ queryKey: messagesKey(conversationId), exact: true })
  }
  const types = new Set(frames.map(({ event }) => event.type))
  if (types.has('account.changed') || types.has('account.gap_found')) refetch(['accounts'])
  if (types.has('agent.changed')) refetch(['agents'])
  // A demo that came or went took all its conversations along.
  if (frames.some(({ event }) => event.type === 'desk.changed' && 'demo' in event.data)) loadAfresh()
  else if (types.has('desk.changed')) void checkDesk()
}

/** After a gap too long to repeat: everything on screen is asked for again, lists from their first page. */
export function loadAfresh(): void {
  for (const [key, pages] of queryClient.getQueriesData<Pages<Conversation>>({ queryKey: listKey })) {
    if (pages)
      queryClient.setQueryData(key, { pages: pages.pages.slice(0, 1), pageParams: pages.pageParams.slice(0, 1) })
  }
  queryClient.removeQueries({ queryKey: ['messages'], type: 'inactive' })
  queryClient.removeQueries({ queryKey: conversationKey('').slice(0, 1), type: 'inactive' })
  for (const name of ['list', 'messages', 'conversation', 'counts', 'accounts', 'channels']) refetch([name])
  void checkDesk()
}

function refetch(queryKey: readonly string[]): void {
  void queryClient.invalidateQueries({ queryKey })
}

function isShown(key: readonly string[]): boolean {
  return (queryClient.getQueryCache().find({ queryKey: key })?.getObserversCount() ?? 0) > 0
}

let countsWaiting = false
function refreshCounts(): void {
  if (countsWaiting) return
  countsWaiting = true
  setTimeout(() => {
    countsWaiting = false
    refetch(countsKey)
  }, countsEveryMs)
}

/** The desk's name may have changed, and a restarted server may bring new pages. */
async function checkDesk(): Promise<void> {
  const before = queryClient.getQueryData<Session>(sessionKey)?.desk.version
  await queryClient.refetchQueries({ queryKey: sessionKey })
  const after = queryClient.getQueryData<Session>(sessionKey)?.desk.version
  if (before !== undefined && after !== undefined && before !== after) useConnection.setState({ newVersion: true })
}
