import type { Account } from '@cordboard/api-contract/accounts'
import { useState, type FormEvent } from 'react'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useChangeAccount } from './use-change-account.ts'

export function RenameAccount({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useT()
  const [name, setName] = useState(account.name)
  const change = useChangeAccount(account)

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    change.mutate({ name: name.trim() }, { onSuccess: onClose })
  }

  return (
    <Dialog title={t('accounts.renameTitle')} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit}>
        <TextField
          label={t('accounts.name')}
          hint={t('accounts.nameHint')}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button look="primary" type="submit" disabled={change.isPending}>
            {t('accounts.rename')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
