import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
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
  loader: () => needWords('settings'),
  component: lazyRouteComponent(() => import('../sign-in/SignInPage.tsx'), 'SignInPage'),
})
