import { useT } from '../../i18n/translate.ts'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { Field } from './mailbox-draft.ts'
import { MailSecret } from './MailSecret.tsx'
import { ProviderSteps } from './ProviderSteps.tsx'
import { needsProvider } from './provider-sign-in.ts'
import type { DraftFields } from './use-mailbox-draft.ts'

/** The app an operator registered at the provider, and how that is done. `redirectUri`: what has to be pasted there. */
export function ProviderFields({ fields, redirectUri }: { fields: DraftFields; redirectUri: string }) {
  const t = useT()
  const { draft, change } = fields
  if (draft.signIn === 'password') return null
  const text = (path: Field, label: string, more: { hint?: string; placeholder?: string; translate?: 'no' } = {}) => (
    <TextField
      label={t(label)}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      {...more}
      {...fields.field(path)}
    />
  )
  return (
    <>
      <ProviderSteps provider={draft.signIn} redirectUri={redirectUri} isOpen={needsProvider(draft)} />
      <div className="grid items-start gap-3 rail:grid-cols-2">
        {text('imap.user', 'email.user', { hint: t('email.userAtProvider') })}
        {text('oauth.clientId', draft.signIn === 'microsoft' ? 'email.applicationId' : 'email.clientId')}
        <MailSecret
          label={t('email.clientSecret')}
          isKept={draft.keptSecret}
          onReplace={() => change({ ...draft, keptSecret: false })}
          field={fields.field('oauth.clientSecret')}
        />
        {draft.signIn === 'microsoft' && text('oauth.tenant', 'email.tenant', { hint: t('email.tenantHint') })}
      </div>
      {draft.signIn === 'custom' && (
        <div className="grid items-start gap-3 rail:grid-cols-2">
          {text('oauth.authorizeUrl', 'email.authorizeUrl', {
            placeholder: 'https://login.example.com/authorize',
            translate: 'no',
          })}
          {text('oauth.tokenUrl', 'email.tokenUrl', {
            placeholder: 'https://login.example.com/token',
            translate: 'no',
          })}
          {text('oauth.scope', 'email.scope', { hint: t('email.scopeHint') })}
          <TextArea label={t('email.caProvider')} spellCheck={false} {...fields.field('oauth.ca')} />
        </div>
      )}
    </>
  )
}
