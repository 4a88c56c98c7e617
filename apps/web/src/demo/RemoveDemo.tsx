import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../api/client.ts'
import { errorSentence } from '../api/error.ts'
import { queryClient } from '../api/query-client.ts'
import { useT } from '../i18n/translate.ts'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { showToast } from '../ui/toast-store.ts'

/** Asks, then takes away everything the demo brought. */
export function RemoveDemo({ onClose }: { onClose: () => void }) {
  const t = useT()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => api.desk.removeDemo(),
    onSuccess: async ({ conversations }) => {
      onClose()
      // An open conversation may be one of those that are gone.
      if (location.pathname.startsWith('/c/'))
        await navigate({ to: '/inbox/$view', params: { view: 'all' }, replace: true })
      showToast({ text: t('demo.removed', { count: conversations }) })
      await queryClient.invalidateQueries()
    },
  })
  return (
    <ConfirmDialog
      title={t('demo.confirmTitle')}
      verb={t('demo.remove')}
      busy={remove.isPending}
      error={remove.error ? errorSentence(remove.error, t) : undefined}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t('demo.confirmWords')}</p>
    </ConfirmDialog>
  )
}
