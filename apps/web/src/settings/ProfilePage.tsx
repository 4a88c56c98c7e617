import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { Session } from '@cordboard/api-contract/agents'
import { api } from '../api/client.ts'
import { errorSentence } from '../api/error.ts'
import { queryClient } from '../api/query-client.ts'
import { sessionKey } from '../api/session.ts'
import { useT } from '../i18n/translate.ts'
import { FormError } from '../sign-in/FormError.tsx'
import { leaveDesk } from '../sign-in/leave-desk.ts'
import { setLocale, useAppearance } from '../state/appearance.ts'
import { useMe } from '../state/me.ts'
import { Button } from '../ui/Button.tsx'
import { Select } from '../ui/Select.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { TextField } from '../ui/TextField.tsx'
import { showToast } from '../ui/toast-store.ts'
import { ChangePassword } from './ChangePassword.tsx'
import { SettingsPage } from './SettingsPage.tsx'

/** What an agent changes about themselves. */
export function ProfilePage() {
  const t = useT()
  const me = useMe()
  const [name, setName] = useState(me.name)
  const [signature, setSignature] = useState(me.signature)
  const shownLocale = useAppearance((state) => state.locale)
  const [locale, chooseLocale] = useState(shownLocale)
  const save = useMutation({
    mutationFn: () => api.agents.update({ id: me.id, name: name.trim(), locale, signature: signature.trim() }),
    onSuccess: async (agent) => {
      queryClient.setQueryData<Session>(
        sessionKey,
        (session) => session && { ...session, agent: { ...agent, locale, signature: signature.trim() } },
      )
      await setLocale(locale)
      showToast({ text: t('settings.saved') })
    },
  })

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    save.mutate()
  }

  return (
    <SettingsPage title={t('settings.profile')} intro={t('settings.profileIntro')}>
      <form className="flex max-w-md flex-col gap-4" onSubmit={onSubmit}>
        {save.error && <FormError>{errorSentence(save.error, t)}</FormError>}
        <TextField
          label={t('join.name')}
          hint={t('join.nameHint')}
          autoComplete="name"
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField label={t('signIn.email')} hint={t('settings.emailHint')} readOnly value={me.email} />
        <Select
          label={t('settings.language')}
          value={locale}
          onChange={(value) => chooseLocale(value === 'zh-CN' ? 'zh-CN' : 'en')}
          options={[
            { value: 'en', label: 'English' },
            { value: 'zh-CN', label: '简体中文' },
          ]}
        />
        <TextArea
          label={t('settings.signature')}
          hint={t('settings.signatureHint', { agent: '{{agent.name}}' })}
          rows={3}
          maxLength={5_000}
          value={signature}
          onChange={(event) => setSignature(event.target.value)}
        />
        <Button look="primary" type="submit" className="self-start" disabled={save.isPending}>
          {t('settings.save')}
        </Button>
      </form>
      <ChangePassword />
      <SignOut />
    </SettingsPage>
  )
}

function SignOut() {
  const t = useT()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: leaveDesk,
    onSuccess: () => navigate({ to: '/sign-in', replace: true }),
    onError: (error) => showToast({ text: errorSentence(error, t), tone: 'danger' }),
  })
  return (
    <section className="border-t pt-5">
      <Button icon={<LogOut size={16} aria-hidden="true" />} disabled={leave.isPending} onClick={() => leave.mutate()}>
        {t('settings.signOut')}
      </Button>
    </section>
  )
}
