import type { Account } from '@cordboard/api-contract/accounts'
import type { Counts } from '@cordboard/api-contract/conversations'
import { useQuery } from '@tanstack/react-query'
import { accountsQuery } from '../../api/directory.ts'
import { inWords } from '../../i18n/sentence.ts'
import { useT } from '../../i18n/translate.ts'
import { tip } from '../../ui/tip.ts'
import type { ListFilter } from '../views.ts'
import { NavLink } from './NavLink.tsx'

/** The connected accounts; one that needs somebody says so by a dot and in words. */
export function AccountLinks({
  filter,
  counts,
  onFollowed,
}: {
  filter: ListFilter
  counts: Counts | undefined
  onFollowed: () => void
}) {
  const t = useT()
  const { data: accounts } = useQuery(accountsQuery)
  if (!accounts || accounts.length === 0) return null
  return (
    <section aria-labelledby="nav-accounts" className="mt-4">
      <h2 id="nav-accounts" className="px-2.5 pb-1 text-xs font-medium text-fg-faint rail:max-nav:sr-only">
        {t('nav.accounts')}
      </h2>
      <ul className="flex flex-col gap-0.5">
        {accounts.map((account) => (
          <li key={account.id}>
            <NavLink
              to={{ view: 'all', account: account.id }}
              current={filter.account === account.id}
              icon={<span className="icon-mask" data-channel={account.channel} />}
              label={account.name}
              countInRail={false}
              count={counts?.accounts[account.id] ?? 0}
              mark={<StateDot account={account} />}
              onFollowed={onFollowed}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

const colours: Partial<Record<Account['state']['state'], string>> = {
  connecting: 'bg-warn',
  syncing: 'bg-accent',
  degraded: 'bg-warn',
  needs_reauth: 'bg-danger',
  paused: 'bg-line-strong',
  failed: 'bg-danger',
}

/** Nothing while all is well. */
function StateDot({ account }: { account: Account }) {
  const t = useT()
  const { state, detail, sentence } = account.state
  const colour = colours[state]
  if (!colour) return null
  const words = t(`accountState.${state}`)
  return (
    <span
      {...tip([words, inWords(detail, sentence, t)].filter(Boolean).join(' · '))}
      className="flex rail:absolute rail:right-0.5 rail:bottom-0.5 nav:static"
    >
      <span className={`size-2 rounded-full ${colour}`} />
      <span className="sr-only">{words}</span>
    </span>
  )
}
