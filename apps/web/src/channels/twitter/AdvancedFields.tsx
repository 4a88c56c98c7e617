import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import { useT } from '../../i18n/translate.ts'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { type Field, priceFields } from './profile-draft.ts'
import type { ProfileFields } from './use-profile-draft.ts'

const shown: readonly Field[] = ['historyDays', 'dailyLimit', 'apiOrigin', 'ca', ...priceFields]

/** What it may cost, how fast messages come, and where a pretend X is. */
export function AdvancedFields({ fields }: { fields: ProfileFields }) {
  const t = useT()
  const id = useId()
  const [opened, setOpened] = useState(false)
  const open = opened || shown.some(fields.faulty)
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
        {t('twitter.advanced')}
      </button>
      <div id={id} hidden={!open} className="flex flex-col gap-4">
        <Checkbox
          label={t('twitter.webhooks')}
          hint={t('twitter.webhooksHint')}
          checked={fields.draft.announced}
          onChange={(announced) => fields.change({ announced })}
        />
        <div className="grid items-start gap-3 rail:grid-cols-2">
          <TextField
            label={t('twitter.historyDays')}
            hint={t('twitter.historyDaysHint')}
            inputMode="numeric"
            {...fields.field('historyDays')}
          />
          <TextField
            label={t('twitter.dailyLimit')}
            hint={t('twitter.dailyLimitHint')}
            inputMode="decimal"
            {...fields.field('dailyLimit')}
          />
        </div>
        <fieldset className="flex min-w-0 flex-col gap-3">
          <legend className="font-medium">{t('twitter.prices')}</legend>
          <p className="max-w-prose text-sm text-fg-muted">{t('twitter.pricesHint')}</p>
          <div className="grid items-start gap-3 rail:grid-cols-3">
            {priceFields.map((field) => (
              <TextField key={field} label={t(`twitter.${field}`)} inputMode="decimal" {...fields.field(field)} />
            ))}
          </div>
        </fieldset>
        <p className="max-w-prose text-sm text-fg-muted">{t('twitter.pretendHint')}</p>
        <div className="grid items-start gap-3 rail:grid-cols-2">
          <TextField label={t('twitter.apiOrigin')} spellCheck={false} {...fields.field('apiOrigin')} />
          <TextArea label={t('twitter.ca')} spellCheck={false} {...fields.field('ca')} />
        </div>
      </div>
    </div>
  )
}
