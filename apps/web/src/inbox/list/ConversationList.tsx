import type { Conversation } from '@cordboard/api-contract/conversations'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { memo, useCallback, useEffect, useMemo, useRef, type KeyboardEvent } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { listQuery } from '../../api/conversations.ts'
import { errorSentence } from '../../api/error.ts'
import { useT } from '../../i18n/translate.ts'
import { useMe } from '../../state/me.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useGo } from '../place.ts'
import type { ListFilter } from '../views.ts'
import { ConversationRow, rowHeight } from './ConversationRow.tsx'
import { EmptyList } from './EmptyList.tsx'
import { ListFooter } from './ListFooter.tsx'
import { RowSkeletons } from './RowSkeletons.tsx'

/** How many rows before the end of what is loaded the next page is asked for. */
const askAheadRows = 40

type ListProps = { filter: ListFilter; conversationId: string | null }

/**
 * The list. The virtualiser lives in here and nowhere higher: scrolling paints rows, never another pane. Focus stays on the list
 * while conversations open beside it, so that j j j keeps working.
 */
export const ConversationList = memo(function ConversationList({ filter, conversationId }: ListProps) {
  const t = useT()
  const me = useMe()
  const { toConversation } = useGo()
  const queryClient = useQueryClient()
  const list = useInfiniteQuery(listQuery(filter))
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useRef<VirtualizerHandle>(null)
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const current = useMemo(() => rows.findIndex((row) => row.id === conversationId), [rows, conversationId])

  const open = useCallback((row: Conversation) => toConversation(row.id, filter), [toConversation, filter])

  useEffect(() => {
    if (current !== -1) virtualizer.current?.scrollToIndex(current, { align: 'nearest' })
    // Only when another conversation is opened: a row that moves by itself must not pull the list along.
    // eslint-disable-next-line react/exhaustive-deps
  }, [conversationId])

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list
  const onScroll = useCallback(
    (offset: number) => {
      const handle = virtualizer.current
      if (!handle || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return
      if (handle.findItemIndex(offset + handle.viewportSize) > rows.length - askAheadRows) void fetchNextPage()
    },
    [rows.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage],
  )

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const target = step === undefined ? { Home: 0, End: rows.length - 1 }[event.key] : current + step
    const row = target === undefined ? undefined : rows[Math.max(0, target)]
    if (row) {
      event.preventDefault()
      open(row)
    }
    if (event.key === 'Enter') document.querySelector<HTMLElement>('[data-focus="thread"]')?.focus()
  }

  if (list.isPending) return <RowSkeletons />
  if (list.isError && rows.length === 0) {
    return (
      <div role="alert">
        <EmptyState
          title={t('list.failed')}
          action={<Button onClick={() => void list.refetch()}>{t('action.retry')}</Button>}
        >
          {errorSentence(list.error, t)}
        </EmptyState>
      </div>
    )
  }
  if (rows.length === 0) return <EmptyList filter={filter} />

  return (
    <>
      {list.isRefetchError && (
        <ListFooter
          failed
          onRetry={() => void queryClient.invalidateQueries({ queryKey: listQuery(filter).queryKey })}
        />
      )}
      {/* What is said under the rows is none of them: it stands beside the listbox, in what scrolls both. */}
      <div
        ref={scroller}
        className={`min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none] ${current === -1 ? 'has-[>:focus-visible]:outline-2 has-[>:focus-visible]:-outline-offset-2 has-[>:focus-visible]:outline-focus' : ''}`}
      >
        <div
          role="listbox"
          tabIndex={0}
          data-focus="list"
          aria-label={t(`view.${filter.view}`)}
          aria-activedescendant={current === -1 ? undefined : `row-${conversationId}`}
          onKeyDown={onKeyDown}
          className="group/list outline-none"
        >
          <Virtualizer
            ref={virtualizer}
            scrollRef={scroller}
            data={rows}
            itemSize={rowHeight}
            onScroll={onScroll}
            keepMounted={current === -1 ? undefined : [current]}
          >
            {(row, index) => (
              <ConversationRow
                key={row.id}
                row={row}
                position={index + 1}
                total={hasNextPage ? -1 : rows.length}
                isCurrent={row.id === conversationId}
                isMine={row.assignee?.id === me.id}
                onOpen={open}
              />
            )}
          </Virtualizer>
        </div>
        {(isFetchingNextPage || isFetchNextPageError) && (
          <ListFooter failed={isFetchNextPageError} onRetry={() => void fetchNextPage()} />
        )}
      </div>
    </>
  )
})
