import type { Account } from '@cordboard/api-contract/accounts'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { accountsQuery } from '../../api/directory.ts'
import { errorSentence } from '../../api/error.ts'
import { queryClient } from '../../api/query-client.ts'
import { useT } from '../../i18n/translate.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { showToast } from '../../ui/toast-store.ts'

export function RemoveAccount({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useT()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => api.accounts.remove({ id: account.id }),
    onSuccess: async () => {
      await navigate({ to: '/settings/accounts' })
      queryClient.setQueryData(accountsQuery.queryKey, (known) => known?.filter(({ id }) => id !== account.id))
      showToast({ text: t('accounts.removedToast', { name: account.name }) })
    },
  })
  return (
    <ConfirmDialog
      title={t('accounts.removeTitle', { name: account.name })}
      verb={t('accounts.remove')}
      busy={remove.isPending}
      error={remove.error ? errorSentence(remove.error, t) : undefined}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t('accounts.removeWords')}</p>
      <p>{t('accounts.removeKeeps')}</p>
    </ConfirmDialog>
  )
}
