import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { api } from '../api/client.ts'
import { errorSentence } from '../api/error.ts'
import { queryClient } from '../api/query-client.ts'
import { sessionKey } from '../api/session.ts'
import { useT } from '../i18n/translate.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { TextField } from '../ui/TextField.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const t = useT()
  const navigate = route.useNavigate()
  const { next } = route.useSearch()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: () => api.agents.signIn({ email, password }),
    onSuccess: async (session) => {
      queryClient.setQueryData(sessionKey, session)
      await navigate({ href: next ?? '/', replace: true })
    },
  })

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    signIn.mutate()
  }

  return (
    <main className="mx-auto flex min-h-full max-w-sm flex-col justify-center gap-5 px-5">
      <h1 className="text-xl font-semibold">{t('signIn.title')}</h1>
      {signIn.error && (
        <Banner tone="danger" alert>
          {errorSentence(signIn.error, t)}
        </Banner>
      )}
      <form className="flex flex-col gap-4" onSubmit={onSubmit}>
        <TextField
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label={t('signIn.password')}
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button look="primary" type="submit" disabled={signIn.isPending}>
          {t('signIn.submit')}
        </Button>
      </form>
    </main>
  )
}
