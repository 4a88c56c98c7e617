import { useT } from '../../i18n/translate.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { withSecurity, type Field, type Security, type Server } from './mailbox-draft.ts'
import type { DraftFields } from './use-mailbox-draft.ts'

/** What `ServerFields` shows of both servers. */
export const serverFields: readonly Field[] = [
  'imap.host',
  'imap.port',
  'imap.security',
  'smtp.host',
  'smtp.port',
  'smtp.security',
]

/** Where one server is and how the way to it is encrypted. */
export function ServerFields({ server, fields }: { server: Server; fields: DraftFields }) {
  const t = useT()
  const { draft, change, field } = fields
  const security = field(`${server}.security`)
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-3 text-base font-medium">
        {t(server === 'imap' ? 'email.receiving' : 'email.sending')}
      </legend>
      <TextField
        label={t('email.host')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={`${server}.example.com`}
        translate="no"
        {...field(`${server}.host`)}
      />
      <div className="grid grid-cols-[6rem_1fr] gap-3">
        <TextField label={t('email.port')} inputMode="numeric" autoComplete="off" {...field(`${server}.port`)} />
        <Select
          label={t('email.security')}
          value={security.value}
          aria-invalid={security.error !== undefined}
          onChange={(value) => change(withSecurity(draft, server, value as Security))}
          options={[
            { value: 'tls', label: t('email.securityTls') },
            { value: 'starttls', label: t('email.securityStarttls') },
            { value: 'none', label: t('email.securityNone') },
          ]}
        />
      </div>
      {security.error !== undefined && <p className="text-sm text-danger">{security.error}</p>}
      {security.value === 'none' && <p className="text-sm text-warn">{t('email.securityNoneWarning')}</p>}
    </fieldset>
  )
}
