import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { queryClient } from '../api/query-client.ts'
import { sessionQuery } from '../api/session.ts'
import { needWords } from '../i18n/i18n.ts'
import { deskRoute } from './desk.tsx'

const settingsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/settings',
  loader: () => needWords('settings'),
  component: lazyRouteComponent(() => import('../settings/SettingsLayout.tsx'), 'SettingsLayout'),
})

const indexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: async () => {
    const { agent } = await queryClient.ensureQueryData(sessionQuery)
    const to = agent?.role === 'admin' ? '/settings/accounts' : '/settings/profile'
    redirect({ to, replace: true, throw: true })
  },
})

const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/profile',
  component: lazyRouteComponent(() => import('../settings/ProfilePage.tsx'), 'ProfilePage'),
})

const appearanceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/appearance',
  component: lazyRouteComponent(() => import('../settings/AppearancePage.tsx'), 'AppearancePage'),
})

/** What only admins are shown; the server refuses everybody else. */
const adminRoute = createRoute({
  getParentRoute: () => settingsRoute,
  id: 'admin',
  beforeLoad: async () => {
    const { agent } = await queryClient.ensureQueryData(sessionQuery)
    if (agent?.role !== 'admin') redirect({ to: '/settings/profile', replace: true, throw: true })
  },
})

const accountsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/accounts',
  component: lazyRouteComponent(() => import('../settings/accounts/AccountsPage.tsx'), 'AccountsPage'),
})

const connectRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/accounts/connect',
  component: lazyRouteComponent(() => import('../settings/connect/ConnectPage.tsx'), 'ConnectPage'),
})

const accountRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/accounts/$id',
  // Somebody just let the desk in at the provider: what that is worth is tested at once.
  validateSearch: (search): { signedIn?: true } => (search['signedIn'] === true ? { signedIn: true } : {}),
  component: lazyRouteComponent(() => import('../settings/accounts/AccountPage.tsx'), 'AccountPage'),
})

const editSettingsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/accounts/$id/settings',
  component: lazyRouteComponent(() => import('../settings/connect/EditSettingsPage.tsx'), 'EditSettingsPage'),
})

const signInOutcomeRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/accounts/sign-in/$id',
  component: lazyRouteComponent(() => import('../settings/connect/SignInOutcomePage.tsx'), 'SignInOutcomePage'),
})

const peopleRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('../settings/people/PeoplePage.tsx'), 'PeoplePage'),
})

const apiKeysRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('../settings/api-keys/ApiKeysPage.tsx'), 'ApiKeysPage'),
})

const deskSettingsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/desk',
  component: lazyRouteComponent(() => import('../settings/DeskPage.tsx'), 'DeskPage'),
})

export const settingsRoutes = settingsRoute.addChildren([
  indexRoute,
  profileRoute,
  appearanceRoute,
  adminRoute.addChildren([
    accountsRoute,
    connectRoute,
    accountRoute,
    editSettingsRoute,
    signInOutcomeRoute,
    peopleRoute,
    apiKeysRoute,
    deskSettingsRoute,
  ]),
])
