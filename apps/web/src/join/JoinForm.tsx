import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { api } from '../api/client.ts'
import { ApiError, errorSentence } from '../api/error.ts'
import { useT } from '../i18n/translate.ts'
import { enterDesk } from '../sign-in/enter-desk.ts'
import { FormError } from '../sign-in/FormError.tsx'
import { setLocale, useAppearance } from '../state/appearance.ts'
import { Button } from '../ui/Button.tsx'
import { Select } from '../ui/Select.tsx'
import { TextField } from '../ui/TextField.tsx'
import { NewPasswordField } from './NewPasswordField.tsx'
import { isTooShort } from './password.ts'

type Offer = { email: string | null; first: boolean }

/** Who joins. The first admin names the desk as well; everybody lands in the inbox. */
export function JoinForm({ token, offer }: { token: string; offer: Offer }) {
  const t = useT()
  const navigate = useNavigate()
  const { locale } = useAppearance()
  const [values, setValues] = useState({ deskName: '', name: '', email: offer.email ?? '', password: '' })
  const [asked, setAsked] = useState(false)
  const join = useMutation({
    mutationFn: ({ deskName, ...person }: typeof values) =>
      api.invitations.accept({ token, locale, ...person, ...(offer.first && { deskName }) }),
    onSuccess: async (session) => {
      await enterDesk(session)
      await navigate({ to: '/', replace: true })
    },
  })

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    setAsked(true)
    if (!isTooShort(values.password)) join.mutate(values)
  }
  function field(name: keyof typeof values) {
    const { error } = join
    return {
      name,
      required: true,
      value: values[name],
      onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
      error: error instanceof ApiError && error.field === name ? errorSentence(error, t) : undefined,
    }
  }

  const isAboutField = join.error instanceof ApiError && join.error.field !== undefined
  return (
    <form className="flex flex-col gap-4" onSubmit={onSubmit}>
      {join.error && !isAboutField && <FormError>{errorSentence(join.error, t)}</FormError>}
      {offer.first && (
        <TextField
          label={t('join.deskName')}
          hint={t('join.deskNameHint')}
          maxLength={120}
          autoFocus
          {...field('deskName')}
        />
      )}
      <TextField
        label={t('join.name')}
        hint={t('join.nameHint')}
        autoComplete="name"
        maxLength={120}
        {...field('name')}
      />
      <TextField
        label={t('signIn.email')}
        type="email"
        autoComplete="username"
        readOnly={offer.email !== null}
        {...field('email')}
      />
      <NewPasswordField
        label={t('signIn.password')}
        value={values.password}
        onChange={(chosen) => setValues({ ...values, password: chosen })}
        asked={asked}
        error={field('password').error}
      />
      <Select
        label={t('settings.language')}
        value={locale}
        onChange={(value) => void setLocale(value === 'zh-CN' ? 'zh-CN' : 'en')}
        options={languages}
      />
      <Button look="primary" type="submit" disabled={join.isPending} className="mt-1">
        {t(offer.first ? 'join.createSubmit' : 'join.submit')}
      </Button>
    </form>
  )
}

const languages = [
  { value: 'en', label: 'English' },
  { value: 'zh-CN', label: '简体中文' },
]
