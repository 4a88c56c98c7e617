import type { Account } from '@cordboard/api-contract/accounts'
import { useNavigate } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { formOf } from '../../channels/channels.ts'
import { nextActionOf } from './account-looks.ts'
import { useChangeAccount } from './use-change-account.ts'

/** The one button that brings a line back. Nothing while all is well. */
export function NextAction({ account }: { account: Account }) {
  const t = useT()
  const navigate = useNavigate()
  const change = useChangeAccount(account)
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
  if (action === null || !formOf(account.channel)) return null
  return (
    <Button
      look={action.isUrgent ? 'primary' : 'secondary'}
      className="self-start"
      onClick={() => void navigate({ to: '/settings/accounts/$id/settings', params: { id: account.id } })}
    >
      {t(action.words)}
    </Button>
  )
}
