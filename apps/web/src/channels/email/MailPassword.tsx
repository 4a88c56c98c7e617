import { useState } from 'react'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import type { Server } from './mailbox-draft.ts'
import type { DraftFields } from './use-mailbox-draft.ts'

/** A password that is written and never read back: a stored one is dots, and can only be replaced. */
export function MailPassword({ server, fields }: { server: Server; fields: DraftFields }) {
  const t = useT()
  const { draft, change, field } = fields
  const [replacing, setReplacing] = useState(false)
  const label = t(server === 'imap' ? 'email.password' : 'email.passwordSending')
  const { error, ...input } = field(`${server}.password`)
  if (draft.keptPasswords.includes(server)) {
    const replace = () => {
      setReplacing(true)
      change({ ...draft, keptPasswords: draft.keptPasswords.filter((kept) => kept !== server) })
    }
    return (
      <div className="flex flex-col gap-1">
        <span className="text-sm font-medium">{label}</span>
        <div className="flex min-h-8 items-center gap-3">
          <span aria-label={t('email.passwordKept')} role="img" className="tracking-widest text-fg-muted">
            ••••••••
          </span>
          <Button size="sm" aria-label={t('email.replacePassword', { label })} onClick={replace}>
            {t('email.replace')}
          </Button>
        </div>
        {error !== undefined && <p className="text-sm text-danger">{error}</p>}
      </div>
    )
  }
  return <PasswordField label={label} autoComplete="new-password" autoFocus={replacing} {...input} error={error} />
}
