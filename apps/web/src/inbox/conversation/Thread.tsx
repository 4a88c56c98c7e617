import type { Conversation } from '@cordboard/api-contract/conversations'
import { useQuery } from '@tanstack/react-query'
import { ArrowDown } from 'lucide-react'
import { memo, useRef } from 'react'
import { channelsQuery } from '../../api/directory.ts'
import { errorSentence } from '../../api/error.ts'
import { useT } from '../../i18n/translate.ts'
import { useMe } from '../../state/me.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { Announcer } from './Announcer.tsx'
import { MessageItem } from './MessageItem.tsx'
import { MessageSkeletons } from './MessageSkeletons.tsx'
import { OutboxItem } from './OutboxItem.tsx'
import { useReadMark } from './read-mark.ts'
import { useReadingPosition } from './use-reading-position.ts'
import { useThread } from './use-thread.ts'

const loadOlderWithinPx = 600

type ThreadProps = { id: string; row: Conversation | undefined; readUpTo: string | null }

/** Everything said in a conversation, oldest at the top. Older messages load as the reader nears the top. */
export const Thread = memo(function Thread({ id, row, readUpTo }: ThreadProps) {
  const t = useT()
  const me = useMe()
  const { data: channels } = useQuery(channelsQuery)
  const capabilities = channels?.find(({ id: channel }) => channel === row?.account.channel)?.capabilities
  const pane = useRef<HTMLDivElement>(null)
  const { query, messages, unsent, firstUnread, shown } = useThread(id, me.id, readUpTo)
  const { unseen, toEnd, onScroll } = useReadingPosition(pane, shown, firstUnread)
  useReadMark(row, messages.at(-1)?.id)

  function loadOlder(): void {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
  }
  function onPaneScroll(): void {
    onScroll()
    if (pane.current && pane.current.scrollTop < loadOlderWithinPx && !query.isFetchNextPageError) loadOlder()
  }

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={pane}
        data-pane="thread"
        data-focus="thread"
        tabIndex={-1}
        role="region"
        aria-label={t('thread.label')}
        onScroll={onPaneScroll}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain outline-none [overflow-anchor:none]"
      >
        <div className="mx-auto max-w-4xl px-4 pt-4 pb-6 max-rail:px-3">
          {query.isPending && <MessageSkeletons />}
          {query.isError && messages.length === 0 && (
            <div role="alert">
              <EmptyState
                title={t('conversation.failed')}
                action={<Button onClick={() => void query.refetch()}>{t('action.retry')}</Button>}
              >
                {errorSentence(query.error, t)}
              </EmptyState>
            </div>
          )}
          {query.hasNextPage && (
            <div className="flex h-10 items-center justify-center text-sm text-fg-muted">
              {query.isFetchingNextPage ? (
                <Spinner />
              ) : (
                <LinkButton onClick={loadOlder}>{t('thread.older')}</LinkButton>
              )}
            </div>
          )}
          <ol className="flex flex-col gap-4">
            {messages.map((message) => (
              <MessageItem
                key={message.clientId ?? message.id}
                message={message}
                isOwn={message.author.id === me.id}
                startsUnread={message.id === firstUnread}
                capabilities={capabilities}
              />
            ))}
            {unsent.map((entry) => (
              <OutboxItem key={entry.clientId} entry={entry} />
            ))}
          </ol>
        </div>
      </div>
      {unseen > 0 && (
        <button
          type="button"
          onClick={toEnd}
          className="appear absolute bottom-3 left-1/2 flex h-8 -translate-x-1/2 items-center gap-1.5 rounded-full border bg-bg px-3 text-sm font-medium text-accent-text shadow-float pointer-coarse:h-11"
        >
          {t('thread.newMessages', { count: unseen })}
          <ArrowDown size={14} aria-hidden="true" />
        </button>
      )}
      <Announcer messages={messages} />
    </div>
  )
})
