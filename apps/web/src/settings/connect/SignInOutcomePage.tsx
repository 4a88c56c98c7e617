import type { ProviderSignIn } from '@cordboard/api-contract/provider-sign-ins'
import { i18n } from '@lingui/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { ApiError } from '../../api/error.ts'
import { accountsQuery } from '../../api/directory.ts'
import { formOf } from '../../channels/channels.ts'
import { translated } from '../../i18n/sentence.ts'
import { type Translate, useT } from '../../i18n/translate.ts'
import { FormError } from '../../sign-in/FormError.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { BackLink } from '../BackLink.tsx'
import { LoadedContent } from '../LoadedContent.tsx'
import { SettingsPage } from '../SettingsPage.tsx'
import { AccountWizard } from './AccountWizard.tsx'

const route = getRouteApi('/desk/settings/admin/accounts/sign-in/$id')
const unknown = 'unknown'

/** Where a sign-in at a provider leads that came to nothing: why, and the settings to correct. */
export function SignInOutcomePage() {
  const t = useT()
  const { id } = route.useParams()
  const navigate = useNavigate()
  const accounts = useQuery(accountsQuery)
  const signIn = useQuery({
    queryKey: ['provider-sign-in', id],
    queryFn: ({ signal }) => (id === unknown ? null : find(id, signal)),
    retry: false,
  })
  const form = signIn.data && formOf(signIn.data.channel)
  const failure = signIn.data?.failure
  return (
    <SettingsPage
      title={t('signInOutcome.title')}
      back={<BackLink to="/settings/accounts">{t('settings.accounts')}</BackLink>}
    >
      <LoadedContent query={signIn}>
        {(ended) =>
          ended && form && accounts.data ? (
            <>
              {failure && <FormError>{wordsOf(failure, t)}</FormError>}
              <AccountWizard
                form={form}
                account={accounts.data.find((account) => account.id === ended.accountId) ?? null}
                resumed={ended}
                onDone={(account) =>
                  void navigate({ to: '/settings/accounts/$id', params: { id: account.id }, replace: true })
                }
              />
            </>
          ) : (
            <EmptyState
              title={t('signInOutcome.unknown')}
              action={
                <LinkButton className="text-accent-text" onClick={() => void navigate({ to: '/settings/accounts' })}>
                  {t('signInOutcome.toAccounts')}
                </LinkButton>
              }
            >
              {t('signInOutcome.unknownWords')}
            </EmptyState>
          )
        }
      </LoadedContent>
    </SettingsPage>
  )
}

function wordsOf({ detail, sentence, technical }: NonNullable<ProviderSignIn['failure']>, t: Translate): string {
  const words = i18n.locale === 'en' ? detail : (translated(sentence, t) ?? t('signInOutcome.failed'))
  return technical === null ? words : `${words} (${technical})`
}

/** `null` for one that is over, or another session's. */
async function find(id: string, signal: AbortSignal) {
  try {
    return await api.providerSignIns.get({ id }, { signal })
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}
