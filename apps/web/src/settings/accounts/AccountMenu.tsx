import type { Account } from '@cordboard/api-contract/accounts'
import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, Pause, Pencil, Play, Settings2, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { formOf } from '../../channels/channels.ts'
import { useT } from '../../i18n/translate.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { RemoveAccount } from './RemoveAccount.tsx'
import { RenameAccount } from './RenameAccount.tsx'
import { useChangeAccount } from './use-change-account.ts'

/** Everything an admin does to an account that is not its next action. */
export function AccountMenu({ account }: { account: Account }) {
  const t = useT()
  const navigate = useNavigate()
  const change = useChangeAccount(account)
  const [dialog, setDialog] = useState<'rename' | 'remove' | null>(null)
  const close = () => setDialog(null)

  const items = () => [
    { id: 'rename', label: t('accounts.rename'), icon: <Pencil size={16} />, onSelect: () => setDialog('rename') },
    ...(formOf(account.channel)
      ? [
          {
            id: 'settings',
            label: t('accounts.editSettings'),
            icon: <Settings2 size={16} />,
            onSelect: () => void navigate({ to: '/settings/accounts/$id/settings', params: { id: account.id } }),
          },
        ]
      : []),
    account.enabled
      ? {
          id: 'pause',
          label: t('accounts.pause'),
          icon: <Pause size={16} />,
          onSelect: () => change.mutate({ enabled: false }),
        }
      : {
          id: 'resume',
          label: t('accounts.resume'),
          icon: <Play size={16} />,
          onSelect: () => change.mutate({ enabled: true }),
        },
  ]
  const removal = {
    id: 'remove',
    label: t('accounts.remove'),
    icon: <Trash2 size={16} />,
    tone: 'danger' as const,
    onSelect: () => setDialog('remove'),
  }
  return (
    <>
      <Menu
        label={t('accounts.more', { name: account.name })}
        groups={() => [items(), [removal]]}
        renderTrigger={(props) => (
          <IconButton {...props} label={t('accounts.more', { name: account.name })}>
            <Ellipsis size={16} aria-hidden="true" />
          </IconButton>
        )}
      />
      {dialog === 'rename' && <RenameAccount account={account} onClose={close} />}
      {dialog === 'remove' && <RemoveAccount account={account} onClose={close} />}
    </>
  )
}
