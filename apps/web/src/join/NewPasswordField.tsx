import { useState } from 'react'
import { useT } from '../i18n/translate.ts'
import { PasswordField } from '../ui/PasswordField.tsx'
import { isTooShort, shortestPassword } from './password.ts'

type NewPasswordFieldProps = {
  label: string
  value: string
  onChange: (value: string) => void
  /** Whether the form was sent: from then on a short one is said to be so. */
  asked: boolean
  error?: string | undefined
}

/** Where a password is chosen: says how long it must be, and that it is too short only once it was left. */
export function NewPasswordField({ label, value, onChange, asked, error }: NewPasswordFieldProps) {
  const t = useT()
  const [left, setLeft] = useState(false)
  const tooShort = (asked || left) && isTooShort(value)
  return (
    <PasswordField
      label={label}
      hint={t('join.passwordHint', { count: shortestPassword })}
      name="password"
      autoComplete="new-password"
      required
      maxLength={200}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onBlur={() => setLeft(value !== '')}
      error={tooShort ? t('join.passwordShort', { count: shortestPassword }) : error}
    />
  )
}
