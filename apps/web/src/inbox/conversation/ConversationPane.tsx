import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { conversationQuery } from '../../api/conversations.ts'
import { ApiError, errorSentence } from '../../api/error.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Composer } from '../composer/Composer.tsx'
import { useGo } from '../place.ts'
import type { ListFilter } from '../views.ts'
import { AccountBanner } from './AccountBanner.tsx'
import { ConversationHeader } from './ConversationHeader.tsx'
import { LinkedBanner } from './LinkedBanner.tsx'
import { Thread } from './Thread.tsx'

/** One conversation: what can be done with it, what was said, and where to answer. */
export function ConversationPane({ id, filter }: { id: string; filter: ListFilter }) {
  const t = useT()
  const { toList } = useGo()
  const { data: row, error, refetch } = useQuery(conversationQuery(id))
  /** How far the reader had read when it was opened; the mark itself moves at once. */
  const readUpTo = useRef<string | null | undefined>(undefined)
  if (row && readUpTo.current === undefined) readUpTo.current = row.lastReadMessageId

  if (error && !row) {
    const isGone = error instanceof ApiError && (error.status === 404 || error.status === 403)
    return (
      <div role="alert" className="m-auto">
        <EmptyState
          title={isGone ? t('conversation.gone') : t('conversation.failed')}
          action={
            isGone ? (
              <Button onClick={() => toList(filter)}>{t('page.toInbox')}</Button>
            ) : (
              <Button onClick={() => void refetch()}>{t('action.retry')}</Button>
            )
          }
        >
          {isGone ? null : errorSentence(error, t)}
        </EmptyState>
      </div>
    )
  }
  return (
    <>
      <ConversationHeader row={row} filter={filter} />
      {row?.linkedConversationId && (
        <LinkedBanner linkedId={row.linkedConversationId} because={row.linkedBecause} filter={filter} />
      )}
      {row && <AccountBanner accountId={row.account.id} />}
      <Thread id={id} row={row} readUpTo={readUpTo.current ?? null} />
      {row && <Composer row={row} />}
    </>
  )
}
