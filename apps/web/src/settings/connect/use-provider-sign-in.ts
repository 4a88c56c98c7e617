import type { SignInSubject } from '@cordboard/api-contract/provider-sign-ins'
import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

/** Leaves the desk for the provider's pages, which lead back to it. Busy until the browser has gone. */
export function useProviderSignIn(
  onRefused: (error: Error) => void,
): Pick<UseMutationResult<void, Error, SignInSubject>, 'mutate' | 'isPending' | 'error' | 'reset'> {
  return useMutation({
    mutationFn: async (subject: SignInSubject) => {
      const { url } = await api.providerSignIns.begin(subject)
      window.location.assign(url)
      await gone()
    },
    onError: onRefused,
  })
}

/** Coming back by the browser's own button finds the page as it was left. */
function gone(): Promise<void> {
  return new Promise((resolve) => window.addEventListener('pageshow', () => resolve(), { once: true }))
}
