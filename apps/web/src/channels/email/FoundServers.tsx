import { useT } from '../../i18n/translate.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { securityNames, type MailboxDraft, type Security, type Server } from './mailbox-draft.ts'

/** The servers in two lines, where they need no typing. */
export function FoundServers({ draft: { values }, onChange }: { draft: MailboxDraft; onChange: () => void }) {
  const t = useT()
  const line = (server: Server) => {
    const security = securityNames[values[`${server}.security`] as Security] || t('email.securityNone')
    return `${values[`${server}.host`]}:${values[`${server}.port`]} · ${security}`
  }
  return (
    <div className="flex flex-col items-start gap-2 rounded-lg border p-3">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <dt className="text-fg-muted">{t('email.receiving')}</dt>
        <dd translate="no" className="wrap-anywhere">
          {line('imap')}
        </dd>
        <dt className="text-fg-muted">{t('email.sending')}</dt>
        <dd translate="no" className="wrap-anywhere">
          {line('smtp')}
        </dd>
      </dl>
      <LinkButton className="text-sm text-accent-text" onClick={onChange}>
        {t('email.changeServers')}
      </LinkButton>
    </div>
  )
}
