import type { Session } from '@cordboard/api-contract/agents'
import { useSuspenseQuery } from '@tanstack/react-query'
import { sessionQuery } from '../api/session.ts'

type Me = NonNullable<Session['agent']>

/** When a session ends, screens are still there for the moment it takes to lead to sign-in. */
let lastKnown: Me | null = null

/** The agent who is signed in. Only for screens behind the sign-in. */
export function useMe(): Me {
  const { agent } = useSuspenseQuery(sessionQuery).data
  lastKnown = agent ?? lastKnown
  if (!lastKnown) throw new Error('Nobody is signed in.')
  return lastKnown
}
