import type { AccountHealth } from '@cordboard/api-contract/accounts'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/translate.ts'
import { RelativeTime } from '../RelativeTime.tsx'

/** What was last heard and sent, and what waits on either side. */
export function HealthFacts({ health }: { health: AccountHealth }) {
  const t = useT()
  const never = t('accounts.never')
  const time = (moment: string | null) => (moment === null ? never : <RelativeTime time={moment} />)
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm rail:grid-cols-5">
      <Fact name={t('accounts.lastReceived')}>{time(health.lastReceivedAt)}</Fact>
      <Fact name={t('accounts.lastSent')}>{time(health.lastSentAt)}</Fact>
      <Fact name={t('accounts.lag')}>{time(health.lastHeardAt)}</Fact>
      <Fact name={t('accounts.queued')}>{health.queuedReplies}</Fact>
      <Fact name={t('accounts.unsent')} alarming={health.unsentReplies > 0}>
        {health.unsentReplies}
      </Fact>
    </dl>
  )
}

export function Fact({ name, alarming = false, children }: { name: string; alarming?: boolean; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-0.5">
      <dt className="text-xs text-fg-muted">{name}</dt>
      <dd className={`tabular-nums ${alarming ? 'font-semibold text-danger' : ''}`}>{children}</dd>
    </div>
  )
}
