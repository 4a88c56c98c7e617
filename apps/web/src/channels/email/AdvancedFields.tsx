import { ChevronRight } from 'lucide-react'
import { useId } from 'react'
import { useT } from '../../i18n/translate.ts'
import { Select } from '../../ui/Select.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FolderField } from './FolderField.tsx'
import type { Field } from './mailbox-draft.ts'
import type { DraftFields } from './use-mailbox-draft.ts'

/** What `AdvancedFields` shows. */
export const advancedFields: readonly Field[] = [
  'fromName',
  'folders',
  'sentCopies',
  'trustedServer',
  'imap.ca',
  'smtp.ca',
]

/** What few mailboxes need. */
export function AdvancedFields({
  fields,
  accountId,
  open,
  onToggle,
}: {
  fields: DraftFields
  accountId: string | null
  open: boolean
  onToggle: () => void
}) {
  const t = useT()
  const id = useId()
  const copies = fields.field('sentCopies')
  return (
    <div className="flex flex-col gap-3">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={onToggle}
        className="inline-flex min-h-6 w-fit items-center gap-1 rounded-sm font-medium text-fg-muted hover:text-fg pointer-coarse:min-h-11"
      >
        <ChevronRight size={16} aria-hidden="true" className={open ? 'rotate-90' : ''} />
        {t('email.advanced')}
      </button>
      <div id={id} hidden={!open} className="flex flex-col gap-4">
        <div className="grid items-start gap-3 rail:grid-cols-2">
          <TextField
            label={t('email.fromName')}
            hint={t('email.fromNameHint')}
            maxLength={100}
            {...fields.field('fromName')}
          />
          <FolderField fields={fields} accountId={accountId} />
        </div>
        <div className="grid items-start gap-3 rail:grid-cols-2">
          <Select
            label={t('email.sentCopies')}
            value={copies.value}
            onChange={(value) => copies.onChange({ target: { value } })}
            options={['auto', 'always', 'never'].map((value) => ({ value, label: t(`email.sentCopies.${value}`) }))}
          />
          <TextField
            label={t('email.trustedServer')}
            hint={t('email.trustedServerHint')}
            {...fields.field('trustedServer')}
          />
        </div>
        <p className="max-w-prose text-sm text-fg-muted">{t('email.caHint')}</p>
        <div className="grid items-start gap-3 rail:grid-cols-2">
          <TextArea label={t('email.caReceiving')} spellCheck={false} {...fields.field('imap.ca')} />
          <TextArea label={t('email.caSending')} spellCheck={false} {...fields.field('smtp.ca')} />
        </div>
      </div>
    </div>
  )
}
