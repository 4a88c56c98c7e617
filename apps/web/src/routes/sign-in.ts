import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { queryClient } from '../api/query-client.ts'
import { sessionQuery } from '../api/session.ts'
import { needWords } from '../i18n/i18n.ts'
import { rootRoute } from './root.tsx'

/** `next`: the page that was asked for, a path of this desk. */
export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => {
    const next = search['next']
    return typeof next === 'string' && next.startsWith('/') && !next.startsWith('//') ? { next } : {}
  },
  beforeLoad: async ({ search }) => {
    const { agent } = await queryClient.ensureQueryData(sessionQuery)
    if (agent) redirect({ href: search.next ?? '/', replace: true, throw: true })
  },
  loader: () => needWords('settings'),
  component: lazyRouteComponent(() => import('../sign-in/SignInPage.tsx'), 'SignInPage'),
})
