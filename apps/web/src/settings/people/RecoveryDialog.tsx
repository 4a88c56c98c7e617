import type { Agent } from '@cordboard/api-contract/agents'
import { useMutation } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { dayAndTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { FormError } from '../../sign-in/FormError.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ShownOnce } from '../ShownOnce.tsx'

/** Makes a link by which somebody who forgot their password sets another one. It is shown once; it is for the admin to hand over. */
export function RecoveryDialog({ person, onClose }: { person: Agent; onClose: () => void }) {
  const t = useT()
  const { id, name } = person
  const make = useMutation({ mutationFn: () => api.agents.recover({ id }) })
  if (make.data) {
    return (
      <Dialog title={t('people.recoveryMadeTitle', { name })} onClose={onClose}>
        <div className="flex flex-col gap-4">
          <p className="text-fg-muted">{t('people.invitedWords', { time: dayAndTime(make.data.expiresAt) })}</p>
          <ShownOnce label={t('people.recoveryLink')} secret={make.data.url} />
          <Button className="self-end" onClick={onClose}>
            {t('settings.done')}
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('people.recoveryTitle', { name })} onClose={onClose}>
      <div className="flex flex-col gap-4">
        {make.error && <FormError>{errorSentence(make.error, t)}</FormError>}
        <p className="text-fg-muted">{t('people.recoveryWords')}</p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button look="primary" disabled={make.isPending} onClick={() => make.mutate()}>
            {t('people.makeLink')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
