import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { accountsQuery } from '../../api/directory.ts'
import { useT } from '../../i18n/translate.ts'
import { useMe } from '../../state/me.ts'
import { Banner } from '../../ui/Banner.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'

const words = {
  paused: 'accountBanner.paused',
  needs_reauth: 'accountBanner.needs_reauth',
  failed: 'accountBanner.failed',
} as const

/** Why replies in this conversation wait and nothing new comes in, told to whoever is about to write one. Nothing while its account works. */
export function AccountBanner({ accountId }: { accountId: string }) {
  const t = useT()
  const me = useMe()
  const navigate = useNavigate()
  const { data: accounts } = useQuery(accountsQuery)
  const account = accounts?.find(({ id }) => id === accountId)
  if (!account) return null
  const state = account.enabled ? account.state.state : 'paused'
  if (!(state in words)) return null
  const look = () => void navigate({ href: `/settings/accounts/${account.id}` })
  return (
    <Banner
      tone="warn"
      actions={me.role === 'admin' && <LinkButton onClick={look}>{t('accountBanner.look')}</LinkButton>}
    >
      {t(words[state as keyof typeof words], { account: account.name })}
    </Banner>
  )
}
