import type { Session } from '@cordboard/api-contract/agents'
import { useSuspenseQuery } from '@tanstack/react-query'
import { sessionQuery } from '../api/session.ts'

/** The agent who is signed in. Only for screens behind the sign-in. */
export function useMe(): NonNullable<Session['agent']> {
  const { agent } = useSuspenseQuery(sessionQuery).data
  if (!agent) throw new Error('Nobody is signed in.')
  return agent
}
