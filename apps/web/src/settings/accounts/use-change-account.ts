import type { Account, Sending } from '@cordboard/api-contract/accounts'
import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { accountsQuery } from '../../api/directory.ts'
import { errorSentence } from '../../api/error.ts'
import { queryClient } from '../../api/query-client.ts'
import { useT } from '../../i18n/translate.ts'
import { showToast } from '../../ui/toast-store.ts'

type Change = { name?: string; enabled?: boolean; sending?: Partial<Sending> }

/** Renames, pauses or resumes an account, and says so. */
export function useChangeAccount(account: Account): UseMutationResult<Account, Error, Change> {
  const t = useT()
  return useMutation({
    mutationFn: (change: Change) => api.accounts.update({ id: account.id, ...change }),
    onSuccess: (changed, { enabled }) => {
      rememberAccount(changed)
      if (enabled === false) showToast({ text: t('accounts.pausedToast', { name: changed.name }) })
      else showToast({ text: t(enabled ? 'accounts.resumedToast' : 'settings.saved', { name: changed.name }) })
    },
    onError: (error) => showToast({ text: errorSentence(error, t), tone: 'danger' }),
  })
}

/** Puts what the server answered into the list at once; its event brings the rest. */
export function rememberAccount(account: Account): void {
  queryClient.setQueryData(accountsQuery.queryKey, (known) => {
    if (!known) return known
    const isNew = !known.some(({ id }) => id === account.id)
    return isNew ? [...known, account] : known.map((one) => (one.id === account.id ? account : one))
  })
}
