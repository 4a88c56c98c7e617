import type { Account } from '@cordboard/api-contract/accounts'
import { useNavigate } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { errorSentence } from '../../api/error.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/toast-store.ts'
import { formOf } from '../../channels/channels.ts'
import { nextActionOf } from './account-looks.ts'
import { useProviderSignIn } from '../connect/use-provider-sign-in.ts'
import { useChangeAccount } from './use-change-account.ts'

/** The one button that brings a line back. Nothing while all is well. */
export function NextAction({ account }: { account: Account }) {
  const t = useT()
  const navigate = useNavigate()
  const change = useChangeAccount(account)
  const signIn = useProviderSignIn((error) => showToast({ text: errorSentence(error, t), tone: 'danger' }))
  if (!account.enabled) {
    return (
      <Button
        className="self-start"
        icon={<Play size={16} aria-hidden="true" />}
        disabled={change.isPending}
        onClick={() => change.mutate({ enabled: true })}
      >
        {t('accounts.resume')}
      </Button>
    )
  }
  const action = nextActionOf(account)
  const form = formOf(account.channel)
  if (action === null || !form) return null
  const reconnects = account.state.nextAction === 'reconnect' && form.signsInAtProvider(account.settings)
  return (
    <Button
      look={action.isUrgent ? 'primary' : 'secondary'}
      className="self-start"
      disabled={signIn.isPending}
      onClick={() =>
        reconnects
          ? signIn.mutate({ for: 'account', accountId: account.id })
          : void navigate({ to: '/settings/accounts/$id/settings', params: { id: account.id } })
      }
    >
      {t(action.words)}
    </Button>
  )
}
