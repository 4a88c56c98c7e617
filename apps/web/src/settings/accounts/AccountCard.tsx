import type { Account } from '@cordboard/api-contract/accounts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import { formOf } from '../../channels/channels.ts'
import { useT } from '../../i18n/translate.ts'
import { Badge } from '../../ui/Badge.tsx'
import { AccountMenu } from './AccountMenu.tsx'
import { AccountSummary } from './AccountSummary.tsx'
import { healthQuery } from './account-queries.ts'

/** One connected account in the list. */
export function AccountCard({ account }: { account: Account }) {
  const t = useT()
  const { data: health } = useQuery(healthQuery(account.id))
  const address = formOf(account.channel)?.addressOf(account.settings)
  return (
    <article aria-labelledby={`account-${account.id}`} className="flex flex-col gap-3 rounded-lg border p-4">
      <header className="flex items-start gap-3">
        <span className="icon-mask mt-0.5 size-5 text-fg-muted" data-channel={account.channel} aria-hidden="true" />
        <div className="min-w-0 flex-1">
          <h2 id={`account-${account.id}`} className="flex flex-wrap items-center gap-2 font-medium">
            <Link
              to="/settings/accounts/$id"
              params={{ id: account.id }}
              className="min-w-0 wrap-anywhere underline-offset-2 hover:underline"
            >
              {account.name}
            </Link>
            {account.demo && <Badge>{t('demo.badge')}</Badge>}
          </h2>
          {address && address !== account.name && <p className="truncate text-sm text-fg-muted">{address}</p>}
        </div>
        <AccountMenu account={account} />
      </header>
      <AccountSummary account={account} />
      {health && health.gaps.length > 0 && (
        <Link
          to="/settings/accounts/$id"
          params={{ id: account.id }}
          className="flex items-center gap-1.5 self-start text-sm text-warn underline underline-offset-2 hover:no-underline"
        >
          <TriangleAlert size={16} aria-hidden="true" />
          {t('gaps.title')}
        </Link>
      )}
    </article>
  )
}
