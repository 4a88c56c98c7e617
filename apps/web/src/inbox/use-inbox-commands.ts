import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { listKey, type Pages } from '../api/conversations.ts'
import type { Conversation } from '@cordboard/api-contract/conversations'
import { useCommand } from '../commands/handlers.ts'
import { queryClient } from '../api/query-client.ts'
import { closeContextDrawer, toggleContext } from '../state/context-pane.ts'
import { undoLast } from '../state/undo.ts'
import { useGo } from './place.ts'
import type { ListFilter, View } from './views.ts'

/** The neighbour of a conversation in a list; for one that is not in it, the first. */
export function neighbour(filter: ListFilter, id: string | null, step: 1 | -1): Conversation | undefined {
  const pages = queryClient.getQueryData<Pages<Conversation>>([...listKey, filter])?.pages ?? []
  const rows = pages.flatMap((page) => page.items)
  const at = rows.findIndex((row) => row.id === id)
  return at === -1 ? rows[0] : rows[at + step]
}

/** The commands that move about in the inbox. */
export function useInboxCommands(filter: ListFilter, conversationId: string | null): void {
  const { toList, toConversation } = useGo()
  const navigate = useNavigate()

  const move = useCallback(
    (step: 1 | -1) => {
      const row = neighbour(filter, conversationId, step)
      if (row) toConversation(row.id, filter)
    },
    [filter, conversationId, toConversation],
  )
  useCommand(
    'next',
    useCallback(() => move(1), [move]),
  )
  useCommand(
    'previous',
    useCallback(() => move(-1), [move]),
  )
  useCommand(
    'back',
    useCallback(() => stepBack(() => conversationId !== null && toList(filter)), [conversationId, filter, toList]),
  )
  useCommand(
    'focusThread',
    useCallback(() => focusOn('thread'), []),
  )
  useCommand('toggleContext', toggleContext)
  useCommand('undo', undoLast)
  useCommand('goMine', useGoTo('mine'))
  useCommand('goUnassigned', useGoTo('unassigned'))
  useCommand('goAll', useGoTo('all'))
  useCommand('goSnoozed', useGoTo('snoozed'))
  useCommand('goResolved', useGoTo('resolved'))
  useCommand('goUnsent', useGoTo('unsent'))
  useCommand(
    'goSettings',
    useCallback(() => void navigate({ to: '/settings' }), [navigate]),
  )
}

function useGoTo(view: View): () => void {
  const { toList } = useGo()
  return useCallback(() => {
    toList({ view })
    focusOn('list')
  }, [toList, view])
}

/** From the composer to the messages, from there to the list, from there out of the conversation. */
function stepBack(closeConversation: () => void): void {
  if (closeContextDrawer()) return
  const focused = document.activeElement
  if (focused?.closest('[data-pane="composer"]')) focusOn('thread')
  else if (focused?.closest('[data-pane="thread"]')) focusOn('list')
  else closeConversation()
}

export function focusOn(what: 'list' | 'thread' | 'composer'): void {
  document.querySelector<HTMLElement>(`[data-focus="${what}"]`)?.focus({ preventScroll: true })
}
