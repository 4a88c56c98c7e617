import type { Account } from '@cordboard/api-contract/accounts'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { channelsQuery } from '../../api/directory.ts'
import { formOf } from '../../channels/channels.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useChangeAccount } from './use-change-account.ts'

const longestText = 5_000

/** How an account sends: under which signature, how much at most, and what it answers by itself. */
export function SendingSettings({ account }: { account: Account }) {
  const t = useT()
  const change = useChangeAccount(account)
  const { data: channels } = useQuery(channelsQuery)
  const [sending, setSending] = useState(account.sending)
  const capabilities = channels?.find(({ id }) => id === account.channel)?.capabilities
  if (!capabilities) return null
  const limitHint = formOf(account.channel)?.limitHint

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    change.mutate({ sending: { ...sending, automaticAnswer: sending.automaticAnswer?.trim() || null } })
  }

  return (
    <section aria-labelledby="account-sending" className="flex flex-col gap-3">
      <h2 id="account-sending" className="text-base font-medium">
        {t('sending.title')}
      </h2>
      <form className="flex max-w-xl flex-col gap-4" onSubmit={onSubmit}>
        {capabilities.signature && (
          <TextArea
            label={t('settings.signature')}
            hint={t('sending.signatureHint', { agent: '{{agent.name}}', account: '{{account.name}}' })}
            maxLength={longestText}
            value={sending.signature}
            onChange={(event) => setSending({ ...sending, signature: event.target.value })}
          />
        )}
        <fieldset className="flex flex-col gap-1">
          <div className="grid gap-4 rail:grid-cols-2">
            <LimitField
              label={t('sending.perMinute')}
              value={sending.perMinute}
              onChange={(perMinute) => setSending({ ...sending, perMinute })}
            />
            <LimitField
              label={t('sending.perHour')}
              value={sending.perHour}
              onChange={(perHour) => setSending({ ...sending, perHour })}
            />
          </div>
          <p className="text-sm text-fg-muted">
            {t('sending.limitHint')} {limitHint && t(limitHint)}
          </p>
        </fieldset>
        {capabilities.automaticAnswers && (
          <TextArea
            label={t('sending.automaticAnswer')}
            hint={t('sending.automaticAnswerHint')}
            maxLength={longestText}
            value={sending.automaticAnswer ?? ''}
            onChange={(event) => setSending({ ...sending, automaticAnswer: event.target.value })}
          />
        )}
        <Button type="submit" className="self-start" disabled={change.isPending}>
          {t('settings.save')}
        </Button>
      </form>
    </section>
  )
}

type LimitFieldProps = { label: string; value: number | null; onChange: (value: number | null) => void }

/** Empty: no limit. */
function LimitField({ label, value, onChange }: LimitFieldProps) {
  const t = useT()
  return (
    <TextField
      label={label}
      type="number"
      min={1}
      max={100_000}
      placeholder={t('sending.noLimit')}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.valueAsNumber)}
    />
  )
}
