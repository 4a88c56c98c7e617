import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

/** Keyed below the agents, so that somebody who joins takes their invitation off the list. */
export const invitationsQuery = queryOptions({
  queryKey: ['agents', 'invitations'],
  queryFn: async ({ signal }) => (await api.invitations.list(undefined, { signal })).items,
})
