import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Cable, Plus } from 'lucide-react'
import { accountsQuery } from '../../api/directory.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LoadedContent } from '../LoadedContent.tsx'
import { SettingsPage } from '../SettingsPage.tsx'
import { AccountCard } from './AccountCard.tsx'

/** The lines of the desk and how each of them stands. */
export function AccountsPage() {
  const t = useT()
  const accounts = useQuery(accountsQuery)
  return (
    <SettingsPage
      title={t('settings.accounts')}
      intro={t('accounts.intro')}
      action={accounts.data && accounts.data.length > 0 && <ConnectButton />}
    >
      <LoadedContent query={accounts}>
        {(list) =>
          list.length === 0 ? (
            <div className="rounded-lg border border-dashed">
              <EmptyState icon={<Cable size={32} />} title={t('accounts.emptyTitle')} action={<ConnectButton />}>
                {t('accounts.emptyWords')}
              </EmptyState>
            </div>
          ) : (
            <ul className="flex flex-col gap-3">
              {list.map((account) => (
                <li key={account.id}>
                  <AccountCard account={account} />
                </li>
              ))}
            </ul>
          )
        }
      </LoadedContent>
    </SettingsPage>
  )
}

function ConnectButton() {
  const t = useT()
  const navigate = useNavigate()
  return (
    <Button
      look="primary"
      icon={<Plus size={16} aria-hidden="true" />}
      onClick={() => void navigate({ to: '/settings/accounts/connect' })}
    >
      {t('accounts.connect')}
    </Button>
  )
}
