import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { needWords } from '../i18n/i18n.ts'
import { rootRoute } from './root.tsx'

export const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join/$token',
  loader: () => needWords('settings'),
  component: lazyRouteComponent(() => import('../join/JoinPage.tsx'), 'JoinPage'),
})
