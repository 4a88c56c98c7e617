import type { Account } from '@cordboard/api-contract/accounts'
import { ListChecks } from 'lucide-react'
import { errorSentence } from '../../api/error.ts'
import { formOf } from '../../channels/channels.ts'
import { inWords } from '../../i18n/sentence.ts'
import { useT } from '../../i18n/translate.ts'
import { FormError } from '../../sign-in/FormError.tsx'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { SyncProgress } from '../accounts/AccountState.tsx'
import { CompletenessResult } from './CompletenessResult.tsx'
import { type Check, useCompleteness } from './use-completeness.ts'

/** Asks whether everything on the server is at the desk. */
export function CheckCompleteness({ account }: { account: Account }) {
  const t = useT()
  const { check, start } = useCompleteness(account.id)
  if (!formOf(account.channel)) return null
  return (
    <section aria-labelledby="account-completeness" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="account-completeness" className="text-base font-medium">
          {t('completeness.title')}
        </h2>
        <Button
          icon={<ListChecks size={16} aria-hidden="true" />}
          disabled={check.status === 'running'}
          onClick={() => start(false)}
        >
          {t(check.status === 'idle' ? 'completeness.start' : 'completeness.again')}
        </Button>
      </div>
      <Outcome check={check} onFetch={() => start(true)} />
      <p role="status" className="sr-only">
        {check.status === 'done' ? t('completeness.done') : ''}
      </p>
    </section>
  )
}

function Outcome({ check, onFetch }: { check: Check; onFetch: () => void }) {
  const t = useT()
  switch (check.status) {
    case 'idle':
      return <p className="max-w-prose text-sm text-fg-muted">{t('completeness.intro')}</p>
    case 'running':
      return <Running check={check} />
    case 'done':
      return <CompletenessResult result={check.result} onFetch={onFetch} />
    case 'refused':
      return <FormError>{inWords(check.refusal.detail, check.refusal.sentence, t)}</FormError>
    case 'broken':
      return <FormError>{check.error === null ? t('completeness.broken') : errorSentence(check.error, t)}</FormError>
  }
}

function Running({ check }: { check: Extract<Check, { status: 'running' }> }) {
  const t = useT()
  if (check.progress === null)
    return (
      <p className="flex items-center gap-2 text-sm text-fg-muted">
        <Spinner />
        {t('completeness.connecting')}
      </p>
    )
  return (
    <div className="flex flex-col gap-1">
      <p className="text-sm wrap-anywhere text-fg-muted">{check.progress.place}</p>
      <SyncProgress progress={check.progress} />
    </div>
  )
}
