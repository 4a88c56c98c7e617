import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../api/client.ts'
import { errorSentence, hasCode } from '../api/error.ts'
import { useT } from '../i18n/translate.ts'
import { NewPasswordField } from '../join/NewPasswordField.tsx'
import { isTooShort } from '../join/password.ts'
import { FormError } from '../sign-in/FormError.tsx'
import { useMe } from '../state/me.ts'
import { Button } from '../ui/Button.tsx'
import { PasswordField } from '../ui/PasswordField.tsx'
import { showToast } from '../ui/toast-store.ts'

const empty = { current: '', new: '' }

/** An agent's own password. Changing it signs them out everywhere but here. */
export function ChangePassword() {
  const t = useT()
  const me = useMe()
  const [values, setValues] = useState(empty)
  const [asked, setAsked] = useState(false)
  const change = useMutation({
    mutationFn: () => api.agents.changePassword(values),
    onSuccess: () => {
      setValues(empty)
      setAsked(false)
      showToast({ text: t('password.changed') })
    },
  })
  const isWrong = hasCode(change.error, 'wrong_password')

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    setAsked(true)
    if (!isTooShort(values.new)) change.mutate()
  }

  return (
    <section aria-labelledby="password" className="flex flex-col gap-4 border-t pt-5">
      <div className="flex flex-col gap-1">
        <h2 id="password" className="text-base font-medium">
          {t('password.title')}
        </h2>
        <p className="text-sm text-fg-muted">{t('password.words')}</p>
      </div>
      <form className="flex max-w-md flex-col gap-4" onSubmit={onSubmit}>
        {change.error && !isWrong && <FormError>{errorSentence(change.error, t)}</FormError>}
        {/* Tells password stores whose password this is. */}
        <input type="text" autoComplete="username" readOnly hidden value={me.email} />
        <PasswordField
          label={t('password.current')}
          autoComplete="current-password"
          required
          maxLength={200}
          value={values.current}
          onChange={(event) => setValues({ ...values, current: event.target.value })}
          error={isWrong ? errorSentence(change.error, t) : undefined}
        />
        <NewPasswordField
          label={t('password.new')}
          value={values.new}
          onChange={(wanted) => setValues({ ...values, new: wanted })}
          asked={asked}
        />
        <Button type="submit" className="self-start" disabled={change.isPending}>
          {t('password.change')}
        </Button>
      </form>
    </section>
  )
}
