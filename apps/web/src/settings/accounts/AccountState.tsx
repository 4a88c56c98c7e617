import type { Account } from '@cordboard/api-contract/accounts'
import { useT } from '../../i18n/translate.ts'
import { looks, percentOf, shownState } from './account-looks.ts'

/** How an account stands, in words with an icon; while it reads old mail, how far it has come. */
export function AccountState({ account }: { account: Account }) {
  const t = useT()
  const state = shownState(account)
  const { tone, icon: Icon, turns } = looks[state]
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm font-medium ${tone}`}>
      <Icon size={16} aria-hidden="true" className={turns ? 'animate-[spin_1.6s_linear_infinite]' : ''} />
      {t(`accountState.${state}`)}
    </span>
  )
}

export function SyncProgress({ progress }: { progress: NonNullable<Account['state']['progress']> }) {
  const t = useT()
  const words = t('accounts.progress', { done: progress.done, total: progress.total })
  return (
    <div className="flex flex-col gap-1">
      <div
        role="progressbar"
        aria-label={words}
        aria-valuenow={percentOf(progress)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-1.5 overflow-hidden rounded-full bg-muted"
      >
        <div className="h-full bg-accent" style={{ width: `${percentOf(progress)}%` }} />
      </div>
      <span className="text-xs text-fg-muted tabular-nums">{words}</span>
    </div>
  )
}
