import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

/** No event tells of keys, so they are asked for whenever the page is opened. */
export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }) => (await api.apiKeys.list(undefined, { signal })).items,
  staleTime: 0,
})
