import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

/** An event tells of a changed state; that nothing has been heard for longer, no event tells. */
const lookAgainMs = 15_000

/** Keyed below the accounts, so that what refreshes those refreshes this. */
export function healthQuery(id: string) {
  return queryOptions({
    queryKey: ['accounts', id, 'health'],
    queryFn: ({ signal }) => api.accounts.health({ id }, { signal }),
    refetchInterval: lookAgainMs,
    staleTime: 0,
  })
}
