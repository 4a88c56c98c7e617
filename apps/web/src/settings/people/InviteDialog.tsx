import type { Role } from '@cordboard/core/roles'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { queryClient } from '../../api/query-client.ts'
import { dayAndTime } from '../../i18n/format.ts'
import { useT } from '../../i18n/translate.ts'
import { FormError } from '../../sign-in/FormError.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { RoleChoice } from '../RoleChoice.tsx'
import { ShownOnce } from '../ShownOnce.tsx'
import { invitationsQuery } from './people-queries.ts'

/** Makes a link for somebody to join by. It is shown once; it is for the admin to send. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('agent')
  const invite = useMutation({
    mutationFn: () => api.invitations.create({ email: email.trim() || null, role }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    invite.mutate()
  }

  if (invite.data) {
    return (
      <Dialog title={t('people.invitedTitle')} onClose={onClose}>
        <div className="flex flex-col gap-4">
          <p className="text-fg-muted">{t('people.invitedWords', { time: dayAndTime(invite.data.expiresAt) })}</p>
          <ShownOnce label={t('people.link')} secret={invite.data.url} />
          <Button className="self-end" onClick={onClose}>
            {t('settings.done')}
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('people.invite')} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit}>
        {invite.error && <FormError>{errorSentence(invite.error, t)}</FormError>}
        <TextField
          label={t('people.inviteEmail')}
          hint={t('people.inviteEmailHint')}
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <RoleChoice role={role} onChange={setRole} hints={{ agent: 'people.agentHint', admin: 'people.adminHint' }} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button look="primary" type="submit" disabled={invite.isPending}>
            {t('people.makeLink')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
