import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { listQuery } from '../api/conversations.ts'
import { useT } from '../i18n/translate.ts'
import { isUnread } from './unread.ts'
import type { ListFilter } from './views.ts'

/** The tab's title: how many loaded conversations of the list are unread, and which list it is. Draws nothing. */
export function PageTitle({ filter }: { filter: ListFilter }): null {
  const t = useT()
  const { data: unread = 0 } = useInfiniteQuery({
    ...listQuery(filter),
    select: ({ pages }) => pages.reduce((sum, page) => sum + page.items.filter(isUnread).length, 0),
  })
  const name = t(`view.${filter.view}`)
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${name} · Cordboard`
  }, [unread, name])
  return null
}
