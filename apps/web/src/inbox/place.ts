import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { ListFilter, View } from './views.ts'

/** Where the agent is: which list, and which conversation is open beside it. The address says it all. */
export type Place = { filter: ListFilter; conversationId: string | null }

export function usePlace(): Place {
  const { view: viewInPath, id } = useParams({ strict: false })
  const { view: viewInSearch, account, q } = useSearch({ strict: false })
  const view: View = viewInPath ?? viewInSearch ?? 'mine'
  return useMemo(() => ({ filter: { view, account, q }, conversationId: id ?? null }), [view, account, q, id])
}

export type Go = { toList: (filter: ListFilter) => void; toConversation: (id: string, filter: ListFilter) => void }

/** Moving about. Going from one conversation to the next leaves one step in the browser's history, not sixty. */
export function useGo(): Go {
  const navigate = useNavigate()
  const toList = useCallback(
    ({ view, account, q }: ListFilter) =>
      void navigate({ to: '/inbox/$view', params: { view }, search: { account, q } }),
    [navigate],
  )
  const toConversation = useCallback(
    (id: string, { view, account, q }: ListFilter) => {
      const search = { account, q, view: view === 'mine' ? undefined : view }
      void navigate({ to: '/c/$id', params: { id }, search, replace: location.pathname.startsWith('/c/') })
    },
    [navigate],
  )
  return useMemo(() => ({ toList, toConversation }), [toList, toConversation])
}
