import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { api } from '../api/client.ts'
import { errorSentence } from '../api/error.ts'
import { useT } from '../i18n/translate.ts'
import { enterDesk } from '../sign-in/enter-desk.ts'
import { FormError } from '../sign-in/FormError.tsx'
import { Button } from '../ui/Button.tsx'
import { TextField } from '../ui/TextField.tsx'
import { NewPasswordField } from './NewPasswordField.tsx'
import { isTooShort } from './password.ts'

/** A new password for somebody who is at the desk already. The address is shown so that it is stored with the right name. */
export function RecoverForm({ token, email }: { token: string; email: string }) {
  const t = useT()
  const navigate = useNavigate()
  const [password, setPassword] = useState('')
  const [asked, setAsked] = useState(false)
  const recover = useMutation({
    mutationFn: () => api.invitations.recover({ token, password }),
    onSuccess: async (session) => {
      await enterDesk(session)
      await navigate({ to: '/', replace: true })
    },
  })

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    setAsked(true)
    if (!isTooShort(password)) recover.mutate()
  }

  return (
    <form className="flex flex-col gap-4" onSubmit={onSubmit}>
      {recover.error && <FormError>{errorSentence(recover.error, t)}</FormError>}
      <TextField label={t('signIn.email')} type="email" autoComplete="username" readOnly value={email} />
      <NewPasswordField label={t('password.new')} value={password} onChange={setPassword} asked={asked} />
      <Button look="primary" type="submit" disabled={recover.isPending} className="mt-1">
        {t('join.recoverSubmit')}
      </Button>
    </form>
  )
}
