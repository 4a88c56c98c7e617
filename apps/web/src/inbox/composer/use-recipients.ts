import type { Channel } from '@cordboard/api-contract/channels'
import type { ReplyForm } from '@cordboard/api-contract/conversations'
import { useCallback, useState } from 'react'
import type { Draft } from '../../state/drafts.ts'
import { focusOn } from '../use-inbox-commands.ts'
import { addressesBeside, readAddresses } from './addresses.ts'
import type { ChangeDraft } from './use-draft.ts'

type Copies = Channel['capabilities']['copies']
export type CopyField = 'cc' | 'bcc'
export type Chosen = Record<CopyField, string[]>

export type Recipients = {
  chosen: Chosen
  /** What stands in a field and is not yet somebody. */
  typed: Record<CopyField, string>
  isOpen: boolean
  /** Opened to name somebody: the cursor belongs into the field. Filled by *Reply to all* or an older draft, it belongs into the text. */
  wantsNames: boolean
  /** Whom *Reply to all* would add. */
  others: readonly string[]
  open: () => void
  replyToAll: () => void
  type: (field: CopyField, text: string) => void
  set: (field: CopyField, addresses: readonly string[]) => void
  /** Turns what is typed into people; `false` when something of it is no address. */
  settle: (field: CopyField, text: string) => boolean
  /** Everybody, what is still being typed included; `null` when that is no address. */
  all: () => Chosen | null
  close: () => void
}

type Input = { draft: Draft; change: ChangeDraft; form: ReplyForm | undefined; copies: Copies }

const nothingTyped = { cc: '', bcc: '' }

/** Whom a reply goes to besides the customer: nobody until the agent says so. `null` where a channel reaches only the customer. */
export function useRecipients({ draft, change, form, copies }: Input): Recipients | null {
  const [typed, setTyped] = useState(nothingTyped)
  const [opened, setOpened] = useState<'to_name' | 'filled' | null>(null)
  const chosen = { cc: draft.cc ?? [], bcc: draft.bcc ?? [] }
  const never = form ? [form.to, ...(form.from === null ? [] : [form.from])] : []
  const others = addressesBeside(form?.others ?? [], [...never, ...chosen.cc, ...chosen.bcc])

  const close = useCallback(() => {
    setOpened(null)
    setTyped(nothingTyped)
  }, [])

  if (!copies) return null
  const pattern = copies.addressPattern

  function set(field: CopyField, addresses: readonly string[]): void {
    const elsewhere = chosen[field === 'cc' ? 'bcc' : 'cc']
    change({ [field]: addressesBeside(addresses, [...never, ...elsewhere]) })
  }

  return {
    chosen,
    typed,
    others,
    isOpen: opened !== null || chosen.cc.length > 0 || chosen.bcc.length > 0,
    wantsNames: opened === 'to_name',
    open: () => setOpened('to_name'),
    close,
    replyToAll: () => {
      setOpened('filled')
      set('cc', [...chosen.cc, ...others])
      focusOn('composer')
    },
    type: (field, text) => setTyped((now) => ({ ...now, [field]: text })),
    set,
    settle: (field, text) => {
      const { addresses, rest } = readAddresses(text, pattern)
      if (addresses.length > 0) set(field, [...chosen[field], ...addresses])
      setTyped((now) => ({ ...now, [field]: rest }))
      return rest === ''
    },
    all: () => {
      const cc = readAddresses(typed.cc, pattern)
      const bcc = readAddresses(typed.bcc, pattern)
      if (cc.rest !== '' || bcc.rest !== '') return null
      const openly = addressesBeside([...chosen.cc, ...cc.addresses], never)
      return { cc: openly, bcc: addressesBeside([...chosen.bcc, ...bcc.addresses], [...never, ...openly]) }
    },
  }
}
