/** What changes rarely and every screen may ask: accounts, channels and people. */
import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: async ({ signal }) => (await api.accounts.list(undefined, { signal })).items,
})

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async ({ signal }) => (await api.channels.list(undefined, { signal })).items,
})

export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: async ({ signal }) => (await api.agents.list(undefined, { signal })).items,
})
