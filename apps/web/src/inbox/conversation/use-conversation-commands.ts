import type { Conversation } from '@cordboard/api-contract/conversations'
import { useCallback } from 'react'
import { useCommand } from '../../commands/handlers.ts'
import { dayAndTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { useMe } from '../../state/me.ts'
import { showToast } from '../../ui/toast-store.ts'
import { changeConversation, moveReadMark } from '../change-conversation.ts'
import { useGo } from '../place.ts'
import { focusOn, neighbour } from '../use-inbox-commands.ts'
import type { ListFilter } from '../views.ts'
import { keepUnread } from './read-mark.ts'

/** Takes the conversation out of the way and opens the next one; coming back on undo. */
export function useSettle(row: Conversation, filter: ListFilter) {
  const { toConversation, toList } = useGo()
  return useCallback(
    (change: { status: 'resolved' } | { status: 'snoozed'; snoozedUntil: string }, said: string) => {
      const next = neighbour(filter, row.id, 1) ?? neighbour(filter, row.id, -1)
      if (next && next.id !== row.id) toConversation(next.id, filter)
      else toList(filter)
      changeConversation(row, change, said, () => toConversation(row.id, filter))
      focusOn('list')
    },
    [row, filter, toConversation, toList],
  )
}

export function useConversationCommands(row: Conversation, filter: ListFilter): void {
  const t = useT()
  const me = useMe()
  const { toList } = useGo()
  const settle = useSettle(row, filter)

  const resolve = useCallback(() => settle({ status: 'resolved' }, t('done.resolved')), [settle, t])
  useCommand('resolve', row.status === 'resolved' ? null : resolve)
  const reopen = useCallback(() => changeConversation(row, { status: 'open' }, t('done.reopened')), [row, t])
  useCommand('reopen', row.status === 'open' ? null : reopen)
  const assignToMe = useCallback(
    () => changeConversation(row, { assignee: { id: me.id, name: me.name } }, t('done.assignedToMe')),
    [row, me, t],
  )
  useCommand('assignToMe', row.assignee?.id === me.id ? null : assignToMe)
  useCommand(
    'markUnread',
    useCallback(() => {
      keepUnread(row.id)
      void moveReadMark(row, null)
      toList(filter)
      showToast({ text: t('done.markedUnread') })
    }, [row, filter, toList, t]),
  )
}

export function snoozedWords(t: ReturnType<typeof useT>, until: Date): string {
  return t('done.snoozed', { time: dayAndTime(until.toISOString()) })
}
