import { useT } from '../../i18n/translate.ts'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { Server } from './mailbox-draft.ts'
import { MailPassword } from './MailPassword.tsx'
import { passwordAdvice } from './password-advice.ts'
import { ProviderFields } from './ProviderFields.tsx'
import { SignInWays } from './SignInWays.tsx'
import type { DraftFields } from './use-mailbox-draft.ts'

/** How to sign in: mostly the same for both servers. */
export function SignInFields({ fields, redirectUri }: { fields: DraftFields; redirectUri: string }) {
  const t = useT()
  const { draft } = fields
  const advice = passwordAdvice(draft.values['imap.host'])
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-3 text-base font-medium">{t('email.signIn')}</legend>
      <SignInWays fields={fields} />
      {draft.signIn === 'password' ? (
        <>
          {advice && (
            <p className="max-w-prose rounded-md bg-warn-bg px-3 py-2 text-sm text-warn">
              {t(advice.words, { provider: advice.provider })}
            </p>
          )}
          <Passwords fields={fields} />
        </>
      ) : (
        <ProviderFields fields={fields} redirectUri={redirectUri} />
      )}
    </fieldset>
  )
}

function Passwords({ fields }: { fields: DraftFields }) {
  const t = useT()
  const { draft, change } = fields
  return (
    <>
      <ServerSignIn server="imap" fields={fields} />
      <Checkbox
        label={t('email.sameSignIn')}
        checked={draft.sameSignIn}
        onChange={(sameSignIn) => change({ ...draft, sameSignIn })}
      />
      {!draft.sameSignIn && (
        <>
          <p className="text-sm font-medium">{t('email.signInSending')}</p>
          <ServerSignIn server="smtp" fields={fields} />
          <p className="text-sm text-fg-muted">{t('email.noSignInHint')}</p>
        </>
      )}
    </>
  )
}

function ServerSignIn({ server, fields }: { server: Server; fields: DraftFields }) {
  const t = useT()
  return (
    <div className="grid items-start gap-3 rail:grid-cols-2">
      <TextField
        label={t(server === 'imap' ? 'email.user' : 'email.userSending')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...fields.field(`${server}.user`)}
      />
      <MailPassword server={server} fields={fields} />
    </div>
  )
}
