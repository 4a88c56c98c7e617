import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { api } from '../api/client.ts'
import { errorSentence } from '../api/error.ts'
import { sessionQuery } from '../api/session.ts'
import { useT } from '../i18n/translate.ts'
import { Button } from '../ui/Button.tsx'
import { PasswordField } from '../ui/PasswordField.tsx'
import { TextField } from '../ui/TextField.tsx'
import { EntrancePage } from './EntrancePage.tsx'
import { enterDesk } from './enter-desk.ts'
import { FormError } from './FormError.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const t = useT()
  const navigate = route.useNavigate()
  const { next } = route.useSearch()
  const { data: session } = useQuery(sessionQuery)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: () => api.agents.signIn({ email: email.trim(), password }),
    onSuccess: async (entered) => {
      await enterDesk(entered)
      await navigate({ href: next ?? '/', replace: true })
    },
  })

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    signIn.mutate()
  }

  const desk = session?.desk
  return (
    <EntrancePage
      title={desk?.setUp ? t('signIn.titleAt', { desk: desk.name }) : t('signIn.title')}
      intro={desk && !desk.setUp ? t('signIn.notSetUp') : undefined}
    >
      {signIn.error && <FormError>{errorSentence(signIn.error, t)}</FormError>}
      <form className="flex flex-col gap-4" onSubmit={onSubmit}>
        <TextField
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label={t('signIn.password')}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button look="primary" type="submit" disabled={signIn.isPending} className="mt-1">
          {t(signIn.isPending ? 'signIn.pending' : 'signIn.submit')}
        </Button>
        {desk?.setUp && <p className="text-sm text-fg-muted text-pretty">{t('signIn.forgot')}</p>}
      </form>
    </EntrancePage>
  )
}
