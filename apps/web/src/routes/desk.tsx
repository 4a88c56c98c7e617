import { createRoute, Navigate, Outlet, redirect, useLocation } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { queryClient } from '../api/query-client.ts'
import { sessionQuery } from '../api/session.ts'
import { CommandLayer } from '../commands/CommandLayer.tsx'
import { startDesk } from '../live/start-desk.ts'
import { rootRoute } from './root.tsx'

/** Everything behind the sign-in. */
export const deskRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'desk',
  beforeLoad: async ({ location }) => {
    const { agent } = await queryClient.ensureQueryData(sessionQuery)
    if (agent) return startDesk(agent.id)
    redirect({ to: '/sign-in', search: { next: location.href }, replace: true, throw: true })
  },
  component: Desk,
})

function Desk() {
  const { data } = useQuery(sessionQuery)
  const href = useLocation({ select: (location) => location.href })
  if (!data?.agent) return <Navigate to="/sign-in" search={{ next: href }} replace />
  return (
    <>
      <Outlet />
      <CommandLayer />
    </>
  )
}
