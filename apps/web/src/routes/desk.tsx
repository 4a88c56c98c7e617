import { useQuery } from '@tanstack/react-query'
import { createRoute, Outlet, redirect, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { queryClient } from '../api/query-client.ts'
import { sessionQuery } from '../api/session.ts'
import { CommandLayer } from '../commands/CommandLayer.tsx'
import { startDesk } from '../live/start-desk.ts'
import { firstList } from './first-list.ts'
import { rootRoute } from './root.tsx'

/** Everything behind the sign-in. */
export const deskRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'desk',
  beforeLoad: async ({ location, matches }) => {
    const list = firstList(matches)
    const { agent } = await queryClient.ensureQueryData(sessionQuery)
    await list
    if (agent) return startDesk(agent.id)
    redirect({ to: '/sign-in', search: { next: location.href }, replace: true, throw: true })
  },
  component: Desk,
})

function Desk() {
  const router = useRouter()
  const { data: hasEnded } = useQuery({ ...sessionQuery, select: ({ agent }) => agent === null })
  // The guard above decides again, and leads to sign-in.
  useEffect(() => {
    if (hasEnded) void router.invalidate()
  }, [hasEnded, router])
  return (
    <>
      <Outlet />
      <CommandLayer />
    </>
  )
}
