import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { DraftFields } from './use-mailbox-draft.ts'

const example = 'support@example.com'

/** Which mailbox, and what it is called. The servers are looked for from the address. */
export function AddressStage({ fields, searching }: { fields: DraftFields; searching: boolean }) {
  const t = useT()
  return (
    <div className="flex max-w-md flex-col gap-4">
      <TextField
        label={t('email.address')}
        hint={t('email.addressHint')}
        type="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={example}
        autoFocus
        {...fields.field('address')}
      />
      <TextField
        label={t('email.name')}
        hint={t('email.nameHint')}
        autoComplete="off"
        maxLength={100}
        {...fields.field('name')}
      />
      <div className="flex items-center gap-3">
        <Button look="primary" type="submit" disabled={searching} icon={searching && <Spinner />}>
          {t('email.findServers')}
        </Button>
        <span role="status" className="text-sm text-fg-muted">
          {searching && t('email.searching')}
        </span>
      </div>
    </div>
  )
}
