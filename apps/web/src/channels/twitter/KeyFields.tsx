import { useT } from '../../i18n/translate.ts'
import { TextField } from '../../ui/TextField.tsx'
import { MailSecret } from '../email/MailSecret.tsx'
import type { SecretField } from './profile-draft.ts'
import type { ProfileFields } from './use-profile-draft.ts'

/** What the app on X's side is known by. For announcements X wants the keys of the app beside a sign-in. */
export function KeyFields({ fields }: { fields: ProfileFields }) {
  const t = useT()
  const { way, announced } = fields.draft
  const code = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const
  return (
    <div className="grid items-start gap-3 rail:grid-cols-2">
      {way === 'oauth2' && (
        <>
          <TextField label={t('twitter.clientId')} {...code} {...fields.field('oauth2.clientId')} />
          <Secret name="oauth2.clientSecret" words={t('twitter.clientSecret')} fields={fields} />
        </>
      )}
      {(way === 'keys' || announced) && (
        <>
          <TextField label={t('twitter.appKey')} {...code} {...fields.field('appKey')} />
          <Secret name="appSecret" words={t('twitter.appSecret')} fields={fields} />
        </>
      )}
      {way === 'keys' && (
        <>
          <Secret name="accessToken" words={t('twitter.accessToken')} fields={fields} />
          <Secret name="accessSecret" words={t('twitter.accessSecret')} fields={fields} />
        </>
      )}
    </div>
  )
}

function Secret({ name, words, fields }: { name: SecretField; words: string; fields: ProfileFields }) {
  const { draft, change, field } = fields
  return (
    <MailSecret
      label={words}
      isKept={draft.kept.includes(name)}
      onReplace={() => change({ kept: draft.kept.filter((kept) => kept !== name) })}
      field={field(name)}
    />
  )
}
