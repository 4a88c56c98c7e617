import type { Account } from '@cordboard/api-contract/accounts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { accountsQuery } from '../../api/directory.ts'
import { formOf } from '../../channels/channels.ts'
import { exactTime } from '../../i18n/format.ts'
import { ServerSentence } from '../../i18n/ServerSentence.tsx'
import { useT } from '../../i18n/translate.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { BackLink } from '../BackLink.tsx'
import { LoadedContent } from '../LoadedContent.tsx'
import { RelativeTime } from '../RelativeTime.tsx'
import { SettingsPage } from '../SettingsPage.tsx'
import { CheckCompleteness } from '../completeness/CheckCompleteness.tsx'
import { AccountGaps } from './AccountGaps.tsx'
import { AccountMenu } from './AccountMenu.tsx'
import { AccountSummary } from './AccountSummary.tsx'
import { AccountUses } from './AccountUses.tsx'
import { healthQuery } from './account-queries.ts'
import { ContactLink } from './ContactLink.tsx'
import { Fact } from './HealthFacts.tsx'
import { SendingSettings } from './SendingSettings.tsx'
import { TestAccount } from './TestAccount.tsx'

const route = getRouteApi('/desk/settings/admin/accounts/$id')

/** One account in detail: its health, a test, and what it is set to. */
export function AccountPage() {
  const t = useT()
  const { id } = route.useParams()
  const { signedIn = false } = route.useSearch()
  const accounts = useQuery(accountsQuery)
  const shown = accounts.data?.find((account) => account.id === id)
  const address = shown && formOf(shown.channel)?.addressOf(shown.settings)
  return (
    <SettingsPage
      title={shown?.name ?? t('settings.accounts')}
      intro={address === shown?.name ? undefined : address}
      action={shown && <AccountMenu account={shown} />}
      back={<BackLink to="/settings/accounts">{t('settings.accounts')}</BackLink>}
    >
      <LoadedContent query={accounts}>
        {(list) => {
          const account = list.find((one) => one.id === id)
          return account ? (
            <AccountDetails account={account} signedIn={signedIn} />
          ) : (
            <EmptyState title={t('accounts.gone')} />
          )
        }}
      </LoadedContent>
    </SettingsPage>
  )
}

function AccountDetails({ account, signedIn }: { account: Account; signedIn: boolean }) {
  const t = useT()
  const { data: health } = useQuery(healthQuery(account.id))
  const facts = formOf(account.channel)?.factsOf(account.settings) ?? []
  return (
    <>
      <section aria-label={t('accounts.state')} className="flex flex-col gap-3 rounded-lg border p-4">
        <AccountSummary account={account} />
      </section>
      {health?.sentCopyProblem && (
        <p className="rounded-md border border-warn/40 px-3 py-2 text-sm text-warn">
          {t('sending.copyProblem')}{' '}
          <ServerSentence english={health.sentCopyProblem.detail} sentence={health.sentCopyProblem.sentence} />
        </p>
      )}
      {health && <AccountGaps gaps={health.gaps} />}
      {health?.contactUrl && <ContactLink url={health.contactUrl} />}
      {health?.uses && <AccountUses uses={health.uses} labelOf={formOf(account.channel)?.labelOf ?? (() => null)} />}
      <TestAccount account={account} startsNow={signedIn} />
      {!account.demo && <SendingSettings account={account} />}
      <CheckCompleteness account={account} />
      <section aria-labelledby="account-facts" className="flex flex-col gap-3">
        <h2 id="account-facts" className="text-base font-medium">
          {t('accounts.details')}
        </h2>
        <dl className="grid gap-x-4 gap-y-3 text-sm rail:grid-cols-2">
          {facts.map(({ label, value }) => (
            <Fact key={label} name={t(label)}>
              <span className="wrap-anywhere">{value}</span>
            </Fact>
          ))}
          <Fact name={t('accounts.since')}>
            <RelativeTime time={account.state.since} />
          </Fact>
          <Fact name={t('accounts.connectedOn')}>{exactTime(account.createdAt)}</Fact>
          {health && (
            <Fact name={t('accounts.openLedger')}>
              {health.openLedgerRows}
              {health.oldestOpenLedgerAt !== null && (
                <>
                  {' · '}
                  <RelativeTime time={health.oldestOpenLedgerAt} />
                </>
              )}
            </Fact>
          )}
        </dl>
      </section>
    </>
  )
}
