import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError, isPassing } from './error.ts'
import { sessionKey, signedOut } from './session.ts'

function onError(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) queryClient.setQueryData(sessionKey, signedOut)
}

/** The server tells what changed over the event stream, so nothing is fetched again by age or by focus. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
      retry: (failures, error) => isPassing(error) && failures < 2,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})
