import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { needWords } from '../i18n/i18n.ts'
import { deskRoute } from './desk.tsx'

const settingsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/settings',
  loader: () => needWords('settings'),
  component: lazyRouteComponent(() => import('../settings/SettingsLayout.tsx'), 'SettingsLayout'),
})

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/settings/appearance', replace: true, throw: true })
  },
})

const appearanceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/appearance',
  component: lazyRouteComponent(() => import('../settings/AppearancePage.tsx'), 'AppearancePage'),
})

export const settingsRoutes = settingsRoute.addChildren([settingsIndexRoute, appearanceRoute])
