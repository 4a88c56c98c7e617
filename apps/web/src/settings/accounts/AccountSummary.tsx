import type { Account } from '@cordboard/api-contract/accounts'
import { useQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/translate.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { ServerWords } from '../ServerWords.tsx'
import { healthQuery } from './account-queries.ts'
import { shownState } from './account-looks.ts'
import { AccountState, SyncProgress } from './AccountState.tsx'
import { HealthFacts } from './HealthFacts.tsx'
import { NextAction } from './NextAction.tsx'

/** The states of which the server knows more than their name says. */
const isTrouble: Partial<Record<Account['state']['state'], true>> = { degraded: true, needs_reauth: true, failed: true }

/** How an account stands, what to do about it, and what waits. */
export function AccountSummary({ account }: { account: Account }) {
  const t = useT()
  const { data: health } = useQuery(healthQuery(account.id))
  const { progress, detail, sentence } = account.state
  const state = shownState(account)
  return (
    <>
      <div className="flex flex-col gap-1">
        <AccountState account={account} />
        {state !== 'connected' && (
          <p className="max-w-prose text-sm text-fg-muted">
            <ServerWords words={isTrouble[state] ? detail : ''} sentence={sentence} own={t(`accountHelp.${state}`)} />
          </p>
        )}
      </div>
      {account.enabled && progress && <SyncProgress progress={progress} />}
      <NextAction account={account} />
      {health ? <HealthFacts health={health} /> : <Skeleton className="h-8 w-full" />}
    </>
  )
}
