import { useRef, type FormEvent } from 'react'
import { useT } from '../../i18n/translate.ts'
import { focusFirstEmpty, focusFirstFault } from '../../settings/connect/focus.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { SettingsFormProps } from '../channel-form.ts'
import { AdvancedFields } from './AdvancedFields.tsx'
import { KeyFields } from './KeyFields.tsx'
import { needsSignIn, settingsOf } from './profile-draft.ts'
import { SignInWays } from './SignInWays.tsx'
import { useProfileDraft } from './use-profile-draft.ts'
import { XSteps } from './XSteps.tsx'

/** Connects or changes a profile: by the four keys of an app, or by signing in at X. */
export function ProfileForm({ name, stored, faults, onReady, onSignIn, redirectUri, busy }: SettingsFormProps) {
  const t = useT()
  const form = useRef<HTMLFormElement>(null)
  const fields = useProfileDraft(name, stored, faults)
  const { draft } = fields
  const goesToX = needsSignIn(draft)

  function finish(next: SettingsFormProps['onReady']): void {
    if (fields.finish()) next({ name: draft.values.name.trim(), settings: settingsOf(draft) })
    else focusFirstFault(form.current)
  }
  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    finish(goesToX ? onSignIn : onReady)
  }

  return (
    <form ref={form} noValidate onSubmit={onSubmit}>
      <div ref={focusFirstEmpty} className="flex max-w-2xl flex-col gap-4">
        {stored === null && (
          <TextField
            label={t('twitter.name')}
            hint={t('twitter.nameHint')}
            autoComplete="off"
            maxLength={100}
            className="max-w-md"
            {...fields.field('name')}
          />
        )}
        <SignInWays way={draft.way} onChoose={(way) => fields.change({ way })} />
        <XSteps way={draft.way} redirectUri={redirectUri} isOpen={stored === null} />
        <KeyFields fields={fields} />
        <AdvancedFields fields={fields} />
        <div className="flex flex-wrap items-center gap-2">
          <Button look="primary" type="submit" disabled={busy}>
            {t(goesToX ? 'twitter.signInAtX' : 'test.start')}
          </Button>
          {draft.way === 'oauth2' && !goesToX && (
            <Button disabled={busy} onClick={() => finish(onSignIn)}>
              {t('twitter.signInAgain')}
            </Button>
          )}
        </div>
      </div>
    </form>
  )
}
