import { Copy } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'
import { copyText } from '../../inbox/conversation/copy-text.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CodeWords } from '../email/CodeWords.tsx'
import type { SignInWay } from './profile-draft.ts'

const stepsOf: Record<SignInWay, readonly string[]> = {
  keys: ['app', 'permissions', 'keys', 'token', 'automated'],
  oauth2: ['app', 'permissions', 'type', 'client', 'automated'],
}

/** What an operator does on X's side, once for the profile: which boxes to tick, and what to copy. */
export function XSteps({ way, redirectUri, isOpen }: { way: SignInWay; redirectUri: string; isOpen: boolean }) {
  const t = useT()
  return (
    <details open={isOpen} className="group rounded-lg border p-3">
      <summary className="cursor-pointer font-medium">{t('twitter.steps')}</summary>
      <ol className="mt-2 flex max-w-prose list-decimal flex-col gap-1.5 pl-5 text-sm">
        {stepsOf[way].map((step) => (
          <li key={step}>
            <CodeWords>{t(`twitter.step.${step}`)}</CodeWords>
          </li>
        ))}
      </ol>
      {way === 'oauth2' && (
        <TextField
          className="mt-3"
          label={t('twitter.redirectUri')}
          readOnly
          value={redirectUri}
          onFocus={(event) => event.target.select()}
          end={
            <IconButton size="sm" label={t('settings.copy')} onClick={() => void copyText(redirectUri, t)}>
              <Copy size={16} aria-hidden="true" />
            </IconButton>
          }
        />
      )}
    </details>
  )
}
