import type { Account } from '@cordboard/api-contract/accounts'
import type { ProviderSignIn } from '@cordboard/api-contract/provider-sign-ins'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Suspense, useRef, useState } from 'react'
import { api } from '../../api/client.ts'
import { channelsQuery } from '../../api/directory.ts'
import { ApiError } from '../../api/error.ts'
import type { ChannelForm, Fault, Settings } from '../../channels/channel-form.ts'
import { useT } from '../../i18n/translate.ts'
import { FormError } from '../../sign-in/FormError.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { rememberAccount } from '../accounts/use-change-account.ts'
import { faultOf, faultsOfTest, refusalOf } from './faults.ts'
import { focusFirstFault } from './focus.ts'
import { Stages } from './Stages.tsx'
import { TestStage } from './TestStage.tsx'
import { useConnectionTest } from './use-connection-test.ts'
import { useProviderSignIn } from './use-provider-sign-in.ts'

type Typed = { name: string; settings: Settings }
type WizardProps = {
  form: ChannelForm
  account: Account | null
  /** A sign-in at the provider that came to nothing, whose settings are corrected. */
  resumed?: ProviderSignIn
  onDone: (account: Account) => void
}

/** From settings to a proven line: the channel's own stages, then the test, then connecting. `account`: the one being changed. */
export function AccountWizard({ form, account, resumed, onDone }: WizardProps) {
  const t = useT()
  const first = account === null && !resumed ? 0 : form.stages.length - 1
  const [stage, setStage] = useState(first)
  const [typed, setTyped] = useState<Typed | null>(null)
  const [faults, setFaults] = useState<readonly Fault[]>([])
  const fields = useRef<HTMLDivElement>(null)
  const { test, start, forget } = useConnectionTest((refusal) => leaveTest(faultOf(refusal, form, t)))
  const channels = useQuery(channelsQuery)
  const redirectUri = channels.data?.find(({ id }) => id === form.id)?.providerSignIn?.redirectUri ?? ''
  const signIn = useProviderSignIn((error) => {
    setFaults(error instanceof ApiError ? faultOf(error, form, t) : [])
    focusFirstFault(fields.current)
  })
  const save = useMutation({
    mutationFn: ({ name, settings }: Typed) =>
      account === null
        ? api.accounts.create({ channel: form.id, name, settings })
        : api.accounts.update({ id: account.id, settings }),
    onSuccess: (saved) => {
      rememberAccount(saved)
      onDone(saved)
    },
  })

  const isTesting = typed !== null
  const prove = ({ settings }: Typed) => start({ channel: form.id, settings, accountId: account?.id ?? null })

  function goToProvider({ name, settings }: Typed): void {
    if (resumed) signIn.mutate({ for: 'again', signInId: resumed.id, settings })
    else if (account) signIn.mutate({ for: 'account', accountId: account.id, settings })
    else signIn.mutate({ for: 'new_account', channel: form.id, name, settings })
  }

  /** Back to the fields; what the server or the test found stands beside the field it is about. */
  function goBack(): void {
    leaveTest([...(save.error instanceof ApiError ? faultOf(save.error, form, t) : []), ...faultsOfTest(test, form, t)])
  }
  function leaveTest(found: readonly Fault[]): void {
    setFaults(found)
    forget()
    save.reset()
    setTyped(null)
    focusFirstFault(fields.current)
  }

  return (
    <div className="flex flex-col gap-6">
      <Stages
        stages={[...form.stages.slice(first), 'connect.stageTest']}
        current={isTesting ? form.stages.length - first : stage - first}
      />
      <div ref={fields} hidden={isTesting}>
        {signIn.error && faults.length === 0 && <FormError>{refusalOf(signIn.error, form, t)}</FormError>}
        <Suspense fallback={<Skeleton className="h-8 w-full" />}>
          <form.Form
            name={resumed?.name ?? account?.name ?? ''}
            stored={resumed?.settings ?? account?.settings ?? null}
            accountId={account?.id ?? null}
            stage={stage}
            onStage={setStage}
            faults={faults}
            onSignIn={goToProvider}
            redirectUri={redirectUri}
            busy={signIn.isPending}
            onReady={(ready) => {
              setTyped(ready)
              prove(ready)
            }}
          />
        </Suspense>
      </div>
      {isTesting && (
        <TestStage
          intro={form.testIntro}
          test={test}
          expected={form.testSteps}
          isNew={account === null}
          busy={save.isPending}
          refusal={save.error && refusalOf(save.error, form, t)}
          onBack={goBack}
          onAgain={() => prove(typed)}
          onSave={() => save.mutate(typed)}
        />
      )}
    </div>
  )
}
