import type { Account } from '@cordboard/api-contract/accounts'
import { useQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/translate.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { ServerWords } from '../ServerWords.tsx'
import { healthQuery } from './account-queries.ts'
import { AccountState, SyncProgress } from './AccountState.tsx'
import { HealthFacts } from './HealthFacts.tsx'
import { NextAction } from './NextAction.tsx'

/** How an account stands, what to do about it, and what waits. */
export function AccountSummary({ account }: { account: Account }) {
  const t = useT()
  const { data: health } = useQuery(healthQuery(account.id))
  const { state } = account
  return (
    <>
      <div className="flex flex-col gap-1">
        <AccountState state={state} />
        {state.state !== 'connected' && (
          <p className="max-w-prose text-sm text-fg-muted">
            <ServerWords words={state.detail} own={t(`accountHelp.${state.state}`)} />
          </p>
        )}
      </div>
      {state.progress && <SyncProgress progress={state.progress} />}
      <NextAction account={account} />
      {health ? <HealthFacts health={health} /> : <Skeleton className="h-8 w-full" />}
    </>
  )
}
