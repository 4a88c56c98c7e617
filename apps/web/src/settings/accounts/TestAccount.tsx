import type { Account } from '@cordboard/api-contract/accounts'
import { useNavigate } from '@tanstack/react-router'
import { Activity } from 'lucide-react'
import { useEffect, useEffectEvent } from 'react'
import { formOf } from '../../channels/channels.ts'
import { useT } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { ConnectionTest } from '../connect/ConnectionTest.tsx'
import { useConnectionTest } from '../connect/use-connection-test.ts'

/** Proves a connected account in both directions, as it is set now. `startsNow`: without being asked, and once. */
export function TestAccount({ account, startsNow }: { account: Account; startsNow: boolean }) {
  const t = useT()
  const { test, start } = useConnectionTest()
  const form = formOf(account.channel)
  const navigate = useNavigate()
  const startNow = useEffectEvent(() => {
    start({ accountId: account.id })
    // A page that is loaded again does not send a test mail again.
    void navigate({ to: '/settings/accounts/$id', params: { id: account.id }, search: {}, replace: true })
  })
  useEffect(() => {
    if (startsNow) startNow()
  }, [startsNow])
  if (!form) return null
  return (
    <section aria-labelledby="account-test" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="account-test" className="text-base font-medium">
          {t('test.title')}
        </h2>
        <Button
          icon={<Activity size={16} aria-hidden="true" />}
          disabled={test.status === 'running'}
          onClick={() => start({ accountId: account.id })}
        >
          {t(test.status === 'idle' ? 'test.start' : 'test.again')}
        </Button>
      </div>
      {test.status === 'idle' ? (
        <p className="max-w-prose text-sm text-fg-muted">{t(form.testIntro)}</p>
      ) : (
        <ConnectionTest test={test} expected={form.testSteps} />
      )}
    </section>
  )
}
