import { ChevronRight } from 'lucide-react'
import { useId, useRef, useState, type FormEvent } from 'react'
import { useT } from '../../i18n/translate.ts'
import { focusFirstEmpty, focusFirstFault } from '../../settings/connect/focus.ts'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { SettingsFormProps } from '../channel-form.ts'
import { MailSecret } from '../email/MailSecret.tsx'
import { settingsOf } from './bot-draft.ts'
import { type BotFields, useBotDraft } from './use-bot-draft.ts'

/** Connects or changes a bot: its token is all that most need. */
export function BotForm({ name, stored, faults, onReady, busy }: SettingsFormProps) {
  const t = useT()
  const form = useRef<HTMLFormElement>(null)
  const fields = useBotDraft(name, stored, faults)
  const { draft, change, field } = fields

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    if (fields.finish()) onReady({ name: draft.values.name.trim(), settings: settingsOf(draft) })
    else focusFirstFault(form.current)
  }

  return (
    <form ref={form} noValidate onSubmit={onSubmit}>
      <div ref={focusFirstEmpty} className="flex max-w-md flex-col gap-4">
        {stored === null && (
          <TextField
            label={t('telegram.name')}
            hint={t('telegram.nameHint')}
            autoComplete="off"
            maxLength={100}
            {...field('name')}
          />
        )}
        <MailSecret
          label={t('telegram.token')}
          isKept={draft.keepsToken}
          onReplace={() => change({ ...draft, keepsToken: false, username: null })}
          field={{ ...field('token'), hint: t('telegram.tokenHint') }}
        />
        <Advanced fields={fields} />
        <Button look="primary" type="submit" disabled={busy} className="self-start">
          {t('test.start')}
        </Button>
      </div>
    </form>
  )
}

/** What few bots need. */
function Advanced({ fields: { draft, field } }: { fields: BotFields }) {
  const t = useT()
  const id = useId()
  const { onChange, value } = field('mode')
  const root = field('apiRoot')
  const [opened, setOpened] = useState(draft.values.mode === 'webhook' || draft.values.apiRoot !== '')
  const open = opened || root.error !== undefined
  return (
    <div className="flex flex-col gap-3">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpened(!open)}
        className="inline-flex min-h-6 w-fit items-center gap-1 rounded-sm font-medium text-fg-muted hover:text-fg pointer-coarse:min-h-11"
      >
        <ChevronRight size={16} aria-hidden="true" className={open ? 'rotate-90' : ''} />
        {t('telegram.advanced')}
      </button>
      <div id={id} hidden={!open} className="flex flex-col gap-4">
        <Select
          label={t('telegram.mode')}
          value={value}
          onChange={(mode) => onChange({ target: { value: mode } })}
          options={['polling', 'webhook'].map((mode) => ({ value: mode, label: t(`telegram.mode.${mode}`) }))}
        />
        <TextField
          label={t('telegram.apiRoot')}
          hint={t('telegram.apiRootHint')}
          autoCapitalize="none"
          spellCheck={false}
          {...root}
        />
      </div>
    </div>
  )
}
