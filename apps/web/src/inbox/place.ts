import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { create } from 'zustand'
import type { ListFilter, View } from './views.ts'

/** Where the agent is: which list, and which conversation is open beside it. The address says it all. */
export type Place = { filter: ListFilter; conversationId: string | null }

/**
 * Where the router is still on its way to. The panes show it in the very frame of the key press, so that the next key (`e` then `r`)
 * never meets the conversation one has just left.
 */
const useAhead = create<{ place: Place | null }>(() => ({ place: null }))

export function usePlace(): Place {
  const { view: viewInPath, id } = useParams({ strict: false })
  const { view: viewInSearch, account, q } = useSearch({ strict: false })
  const view: View = viewInPath ?? viewInSearch ?? 'mine'
  const arrived = useMemo(() => ({ filter: { view, account, q }, conversationId: id ?? null }), [view, account, q, id])
  return useAhead((state) => state.place) ?? arrived
}

export type Go = { toList: (filter: ListFilter) => void; toConversation: (id: string, filter: ListFilter) => void }

/** Moving about. Going from one conversation to the next leaves one step in the browser's history, not sixty. */
export function useGo(): Go {
  const navigate = useNavigate()
  const toList = useCallback(
    (filter: ListFilter) => {
      const { view, account, q } = filter
      showAhead(
        { filter, conversationId: null },
        navigate({ to: '/inbox/$view', params: { view }, search: { account, q } }),
      )
    },
    [navigate],
  )
  const toConversation = useCallback(
    (id: string, filter: ListFilter) => {
      const { view, account, q } = filter
      const search = { account, q, view: view === 'mine' ? undefined : view }
      const replace = location.pathname.startsWith('/c/')
      showAhead({ filter, conversationId: id }, navigate({ to: '/c/$id', params: { id }, search, replace }))
    },
    [navigate],
  )
  return useMemo(() => ({ toList, toConversation }), [toList, toConversation])
}

function showAhead(place: Place, arrival: Promise<void>): void {
  useAhead.setState({ place })
  const arrived = () => {
    if (useAhead.getState().place === place) useAhead.setState({ place: null })
  }
  arrival.then(arrived, arrived)
}
