import { createRoute, redirect } from '@tanstack/react-router'
import { InboxLayout } from '../inbox/InboxLayout.tsx'
import { isView, type View } from '../inbox/views.ts'
import { deskRoute } from './desk.tsx'

type ListSearch = { account?: string; q?: string }

function listSearch(search: Record<string, unknown>): ListSearch {
  const { account, q } = search
  return { ...(isText(account) && { account: String(account) }), ...(isText(q) && { q: String(q) }) }
}

/** The router reads `?q=42` as a number. */
function isText(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}

const inboxRoute = createRoute({ getParentRoute: () => deskRoute, id: 'inbox', component: InboxLayout })

const homeRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/inbox/$view', params: { view: 'mine' }, replace: true, throw: true })
  },
})

const viewRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '/inbox/$view',
  params: {
    parse: ({ view }): { view: View } => ({ view: isView(view) ? view : 'mine' }),
    stringify: ({ view }) => ({ view }),
  },
  validateSearch: listSearch,
})

/** A conversation beside the list it was opened from; `view` is left out when that is Mine. */
const conversationRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '/c/$id',
  validateSearch: (search): ListSearch & { view?: View } => ({
    ...listSearch(search),
    ...(isView(search['view']) && { view: search['view'] }),
  }),
})

export const inboxRoutes = inboxRoute.addChildren([homeRoute, viewRoute, conversationRoute])
