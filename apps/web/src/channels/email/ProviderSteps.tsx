import { Copy } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'
import { copyText } from '../../inbox/conversation/copy-text.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CodeWords } from './CodeWords.tsx'
import type { Provider } from './provider-sign-in.ts'

const stepsOf: Record<Provider, readonly string[]> = {
  google: ['project', 'audience', 'scope', 'client', 'copy'],
  microsoft: ['register', 'permissions', 'secret', 'mailbox'],
  custom: ['register', 'copy'],
}

/** How an operator registers the desk at a provider, once for all its mailboxes there. */
export function ProviderSteps({
  provider,
  redirectUri,
  isOpen,
}: {
  provider: Provider
  redirectUri: string
  isOpen: boolean
}) {
  const t = useT()
  return (
    <details open={isOpen} className="group rounded-lg border p-3">
      <summary className="cursor-pointer font-medium">{t(`email.steps.${provider}`)}</summary>
      <ol className="mt-2 flex max-w-prose list-decimal flex-col gap-1.5 pl-5 text-sm">
        {stepsOf[provider].map((step) => (
          <li key={step}>
            <CodeWords>{t(`email.steps.${provider}.${step}`)}</CodeWords>
          </li>
        ))}
      </ol>
      <TextField
        className="mt-3"
        label={t('email.redirectUri')}
        hint={<CodeWords>{t('email.redirectUriHint')}</CodeWords>}
        readOnly
        value={redirectUri}
        onFocus={(event) => event.target.select()}
        end={
          <IconButton size="sm" label={t('settings.copy')} onClick={() => void copyText(redirectUri, t)}>
            <Copy size={16} aria-hidden="true" />
          </IconButton>
        }
      />
    </details>
  )
}
