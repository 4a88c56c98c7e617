import { createRouter } from '@tanstack/react-router'
import { deskRoute } from './desk.tsx'
import { inboxRoutes } from './inbox.tsx'
import { joinRoute } from './join.ts'
import { rootRoute } from './root.tsx'
import { settingsRoutes } from './settings.ts'
import { signInRoute } from './sign-in.ts'

export const router = createRouter({
  routeTree: rootRoute.addChildren([signInRoute, joinRoute, deskRoute.addChildren([inboxRoutes, settingsRoutes])]),
  defaultPreload: false,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
