import type { Agent } from '@cordboard/api-contract/agents'
import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { agentsQuery } from '../../api/directory.ts'
import { queryClient } from '../../api/query-client.ts'

type Change = Pick<Partial<Agent>, 'role' | 'disabled'>

/** Changes what somebody may do at the desk. */
export function useChangePerson(person: Agent): UseMutationResult<Agent, Error, Change> {
  return useMutation({
    mutationFn: (change: Change) => api.agents.update({ id: person.id, ...change }),
    onSuccess: (changed) =>
      queryClient.setQueryData(agentsQuery.queryKey, (known) =>
        known?.map((one) => (one.id === changed.id ? changed : one)),
      ),
  })
}
