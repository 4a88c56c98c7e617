import type { Session } from '@cordboard/api-contract/agents'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../api/client.ts'
import { errorSentence } from '../api/error.ts'
import { queryClient } from '../api/query-client.ts'
import { sessionKey, sessionQuery } from '../api/session.ts'
import { RemoveDemo } from '../demo/RemoveDemo.tsx'
import { useT } from '../i18n/translate.ts'
import { FormError } from '../sign-in/FormError.tsx'
import { Button } from '../ui/Button.tsx'
import { TextField } from '../ui/TextField.tsx'
import { showToast } from '../ui/toast-store.ts'
import { SettingsPage } from './SettingsPage.tsx'

/** What concerns the desk as a whole. */
export function DeskPage() {
  const t = useT()
  const { desk } = useSuspenseQuery(sessionQuery).data
  const [name, setName] = useState(desk.name)
  const [removing, setRemoving] = useState(false)
  const save = useMutation({
    mutationFn: () => api.desk.update({ name: name.trim() }),
    onSuccess: (renamed) => {
      queryClient.setQueryData<Session>(
        sessionKey,
        (session) => session && { ...session, desk: { ...session.desk, ...renamed } },
      )
      showToast({ text: t('settings.saved') })
    },
  })

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    save.mutate()
  }

  return (
    <SettingsPage title={t('settings.desk')} intro={t('settings.deskIntro')}>
      <form className="flex max-w-md flex-col gap-4" onSubmit={onSubmit}>
        {save.error && <FormError>{errorSentence(save.error, t)}</FormError>}
        <TextField
          label={t('join.deskName')}
          hint={t('join.deskNameHint')}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button look="primary" type="submit" className="self-start" disabled={save.isPending}>
          {t('settings.save')}
        </Button>
      </form>
      {desk.demo && (
        <section className="flex flex-col items-start gap-2 border-t pt-5">
          <h2 className="text-base font-medium">{t('demo.section')}</h2>
          <p className="max-w-prose text-sm text-fg-muted">{t('demo.sectionWords')}</p>
          <Button onClick={() => setRemoving(true)}>{t('demo.remove')}</Button>
          {removing && <RemoveDemo onClose={() => setRemoving(false)} />}
        </section>
      )}
      <p className="text-xs text-fg-faint">{t('settings.version', { version: desk.version })}</p>
    </SettingsPage>
  )
}
