import { useState, type ComponentProps } from 'react'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'

type MailSecretProps = {
  label: string
  /** Stored, and stays as it is. */
  isKept: boolean
  onReplace: () => void
  field: Omit<ComponentProps<typeof PasswordField>, 'label'>
}

/** What is written and never read back: a stored one is dots, and can only be replaced. */
export function MailSecret({ label, isKept, onReplace, field: { error, ...input } }: MailSecretProps) {
  const t = useT()
  const [replacing, setReplacing] = useState(false)
  if (!isKept)
    return <PasswordField label={label} autoComplete="new-password" autoFocus={replacing} {...input} error={error} />
  const replace = () => {
    setReplacing(true)
    onReplace()
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
