import type { Session } from '@cordboard/api-contract/agents'
import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

export const sessionKey = ['session'] as const

export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: ({ signal }) => api.agents.session(undefined, { signal }),
})

/** Turns what is known of the session into "nobody is signed in"; the router then leads to sign-in. */
export function signedOut(session: Session | undefined): Session | undefined {
  return session && { ...session, agent: null }
}
