import { useMutation } from '@tanstack/react-query'
import { useRef, useState, type FormEvent } from 'react'
import { api } from '../../api/client.ts'
import { focusFirstFault } from '../../settings/connect/focus.ts'
import type { SettingsFormProps } from '../channel-form.ts'
import { AddressStage } from './AddressStage.tsx'
import { checkAddress, checkDraft } from './check-draft.ts'
import { settingsOf, withFound, withoutServers } from './mailbox-draft.ts'
import { needsProvider } from './provider-sign-in.ts'
import { ServersStage } from './ServersStage.tsx'
import { useMailboxDraft } from './use-mailbox-draft.ts'

const addressStage = 0
const serversStage = 1

/** Connects or changes a mailbox: its address, then where its servers are and how to sign in. */
export function MailboxForm(props: SettingsFormProps) {
  const { name, stored, accountId, stage, onStage, faults, onReady, onSignIn, redirectUri, busy } = props
  const form = useRef<HTMLFormElement>(null)
  const fields = useMailboxDraft({ name, stored, faults }, stage === addressStage ? checkAddress : checkDraft)
  const { draft } = fields
  const [found, setFound] = useState<boolean | null>(null)
  const search = useMutation({
    mutationFn: () => api.channels.discover({ id: 'email', hint: draft.values.address.trim() }),
    onSettled: (answer) => {
      const [best] = answer?.items ?? []
      const address = draft.values.address.trim()
      const { name: given } = draft.values
      const named = { ...draft.values, name: given.trim() || address, fromName: given.trim() }
      const fallback = { imap: { user: address }, smtp: { user: address } }
      const typed = { ...draft, values: named }
      fields.change(withFound(found ? withoutServers(typed) : typed, best ?? fallback))
      setFound(best?.['imap'] !== undefined && best['smtp'] !== undefined)
      onStage(serversStage)
    },
  })

  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    finish(needsProvider(draft) ? onSignIn : onReady)
  }
  function finish(next: SettingsFormProps['onReady']): void {
    const checks = stage === addressStage ? checkAddress(draft) : checkDraft(draft)
    if (Object.keys(checks).length > 0) {
      fields.showAll()
      focusFirstFault(form.current)
    } else if (stage === addressStage) search.mutate()
    else next({ name: draft.values.name, settings: settingsOf(draft) })
  }

  return (
    <form ref={form} noValidate onSubmit={onSubmit}>
      {stage === addressStage ? (
        <AddressStage fields={fields} searching={search.isPending} />
      ) : (
        <ServersStage
          fields={fields}
          found={found}
          isNew={stored === null}
          accountId={accountId}
          onBack={() => onStage(addressStage)}
          redirectUri={redirectUri}
          onSignIn={() => finish(onSignIn)}
          busy={busy}
        />
      )}
    </form>
  )
}
