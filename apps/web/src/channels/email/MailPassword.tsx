import { useT } from '../../i18n/translate.ts'
import type { Server } from './mailbox-draft.ts'
import { MailSecret } from './MailSecret.tsx'
import type { DraftFields } from './use-mailbox-draft.ts'

export function MailPassword({ server, fields }: { server: Server; fields: DraftFields }) {
  const t = useT()
  const { draft, change, field } = fields
  return (
    <MailSecret
      label={t(server === 'imap' ? 'email.password' : 'email.passwordSending')}
      isKept={draft.keptPasswords.includes(server)}
      onReplace={() => change({ ...draft, keptPasswords: draft.keptPasswords.filter((kept) => kept !== server) })}
      field={field(`${server}.password`)}
    />
  )
}
