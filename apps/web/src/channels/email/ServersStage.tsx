import { CircleCheck, Info } from 'lucide-react'
import { useState } from 'react'
import { focusFirstEmpty } from '../../settings/connect/focus.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { AdvancedFields, advancedFields } from './AdvancedFields.tsx'
import { ServerFields, serverFields } from './ServerFields.tsx'
import type { MailboxDraft } from './mailbox-draft.ts'
import { needsProvider } from './provider-sign-in.ts'
import { SignInFields } from './SignInFields.tsx'
import type { DraftFields } from './use-mailbox-draft.ts'
import { FoundServers } from './FoundServers.tsx'

type ServersStageProps = {
  fields: DraftFields
  /** Whether looking for servers found any; `null` when nobody looked. */
  found: boolean | null
  isNew: boolean
  /** `null` for a new account. */
  accountId: string | null
  onBack: () => void
  /** What an app registered at a provider has to name. */
  redirectUri: string
  /** Goes to the provider's pages, whether or not somebody has signed in there before. */
  onSignIn: () => void
  busy: boolean
}

/** How to sign in, and where. Found servers stay folded: then the password is all there is to type. */
export function ServersStage({
  fields,
  found,
  isNew,
  accountId,
  onBack,
  redirectUri,
  onSignIn,
  busy,
}: ServersStageProps) {
  const t = useT()
  const [opened, setOpened] = useState(found !== true)
  const [advanced, setAdvanced] = useState(false)
  const goesToProvider = needsProvider(fields.draft)
  const serversShown = opened || serverFields.some(fields.faulty)
  return (
    <div ref={focusFirstEmpty} className="flex flex-col gap-6">
      {found !== null && (
        <p className="flex items-start gap-2 rounded-md bg-subtle px-3 py-2 text-sm">
          {found ? (
            <CircleCheck size={16} aria-hidden="true" className="mt-0.5 text-ok" />
          ) : (
            <Info size={16} aria-hidden="true" className="mt-0.5 text-fg-muted" />
          )}
          {t(wordsOf(found, fields.draft), { address: fields.draft.values.address })}
        </p>
      )}
      {serversShown ? (
        <div className="grid gap-6 nav:grid-cols-2">
          <ServerFields server="imap" fields={fields} />
          <ServerFields server="smtp" fields={fields} />
        </div>
      ) : (
        <FoundServers draft={fields.draft} onChange={() => setOpened(true)} />
      )}
      <SignInFields fields={fields} redirectUri={redirectUri} />
      <AdvancedFields
        fields={fields}
        accountId={accountId}
        open={advanced || advancedFields.some(fields.faulty)}
        onToggle={() => setAdvanced(!advanced)}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" type="submit" disabled={busy}>
          {goesToProvider ? t(`email.signInAt.${fields.draft.signIn}`) : t('test.start')}
        </Button>
        {fields.draft.signIn !== 'password' && !goesToProvider && (
          <Button disabled={busy} onClick={onSignIn}>
            {t('email.signInAgain')}
          </Button>
        )}
        {isNew && (
          <Button look="ghost" onClick={onBack}>
            {t('connect.back')}
          </Button>
        )}
      </div>
    </div>
  )
}

function wordsOf(found: boolean, { signIn }: MailboxDraft): string {
  if (!found) return 'email.notFound'
  return signIn === 'password' ? 'email.found' : 'email.foundAtProvider'
}
