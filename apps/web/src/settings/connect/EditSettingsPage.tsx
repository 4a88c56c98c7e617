import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { accountsQuery } from '../../api/directory.ts'
import { formOf } from '../../channels/channels.ts'
import { useT } from '../../i18n/translate.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { showToast } from '../../ui/toast-store.ts'
import { BackLink } from '../BackLink.tsx'
import { LoadedContent } from '../LoadedContent.tsx'
import { SettingsPage } from '../SettingsPage.tsx'
import { AccountWizard } from './AccountWizard.tsx'

const route = getRouteApi('/desk/settings/admin/accounts/$id/settings')

/** Changes how an account connects; also where Reconnect leads. */
export function EditSettingsPage() {
  const t = useT()
  const { id } = route.useParams()
  const navigate = useNavigate()
  const accounts = useQuery(accountsQuery)
  const account = accounts.data?.find((one) => one.id === id)
  const form = account && formOf(account.channel)
  return (
    <SettingsPage
      title={t('accounts.editSettings')}
      back={
        <BackLink to="/settings/accounts/$id" params={{ id }}>
          {account?.name ?? t('settings.accounts')}
        </BackLink>
      }
    >
      <LoadedContent query={accounts}>
        {() =>
          account && form ? (
            <AccountWizard
              key={account.id}
              form={form}
              account={account}
              onDone={() => {
                showToast({ text: t('connect.savedToast') })
                void navigate({ to: '/settings/accounts/$id', params: { id }, replace: true })
              }}
            />
          ) : (
            <EmptyState title={t(account ? 'connect.onlyByApi' : 'accounts.gone')} />
          )
        }
      </LoadedContent>
    </SettingsPage>
  )
}
