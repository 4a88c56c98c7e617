import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { channelsQuery } from '../../api/directory.ts'
import { channelForms } from '../../channels/channels.ts'
import { useT } from '../../i18n/translate.ts'
import { showToast } from '../../ui/toast-store.ts'
import { BackLink } from '../BackLink.tsx'
import { LoadedContent } from '../LoadedContent.tsx'
import { SettingsPage } from '../SettingsPage.tsx'
import { AccountWizard } from './AccountWizard.tsx'
import { ChannelChoice } from './ChannelChoice.tsx'

/** Connects a new account. Where only one channel can be connected, nothing is asked. */
export function ConnectPage() {
  const t = useT()
  const navigate = useNavigate()
  const channels = useQuery(channelsQuery)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const offered = channelForms.filter(({ id }) => channels.data?.some((channel) => channel.id === id))
  const chosen = offered.length === 1 ? offered[0] : offered.find(({ id }) => id === chosenId)
  return (
    <SettingsPage
      title={t(chosen ? `connect.title.${chosen.id}` : 'accounts.connect')}
      back={<BackLink to="/settings/accounts">{t('settings.accounts')}</BackLink>}
    >
      <LoadedContent query={channels}>
        {(installed) =>
          chosen ? (
            <AccountWizard
              form={chosen}
              account={null}
              onDone={(account) => {
                showToast({ text: t('connect.connectedToast', { name: account.name }) })
                void navigate({ to: '/settings/accounts/$id', params: { id: account.id }, replace: true })
              }}
            />
          ) : (
            <ChannelChoice channels={installed} onChoose={setChosenId} />
          )
        }
      </LoadedContent>
    </SettingsPage>
  )
}
