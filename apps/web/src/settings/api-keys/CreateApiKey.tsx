import type { Role } from '@cordboard/core/roles'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../api/client.ts'
import { errorSentence } from '../../api/error.ts'
import { queryClient } from '../../api/query-client.ts'
import { useT } from '../../i18n/translate.ts'
import { FormError } from '../../sign-in/FormError.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { RoleChoice } from '../RoleChoice.tsx'
import { ShownOnce } from '../ShownOnce.tsx'
import { apiKeysQuery } from './api-keys-query.ts'

export function CreateApiKey({ onClose }: { onClose: () => void }) {
  const t = useT()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('agent')
  const create = useMutation({
    mutationFn: () => api.apiKeys.create({ name: name.trim(), role }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  })

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    create.mutate()
  }

  if (create.data) {
    return (
      <Dialog title={t('apiKeys.createdTitle')} onClose={onClose}>
        <div className="flex flex-col gap-4">
          <p className="text-fg-muted">{t('apiKeys.createdWords')}</p>
          <ShownOnce label={create.data.name} secret={create.data.key} />
          <Button className="self-end" onClick={onClose}>
            {t('settings.done')}
          </Button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('apiKeys.create')} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit}>
        {create.error && <FormError>{errorSentence(create.error, t)}</FormError>}
        <TextField
          label={t('apiKeys.name')}
          hint={t('apiKeys.nameHint')}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <RoleChoice role={role} onChange={setRole} hints={{ agent: 'apiKeys.agentHint', admin: 'apiKeys.adminHint' }} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button look="primary" type="submit" disabled={create.isPending}>
            {t('apiKeys.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
