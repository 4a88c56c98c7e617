import { useEffect, useState } from 'react'
import { removeEntry, useOutbox, type OutboxEntry } from '../../outbox/outbox.ts'
import { useReturned } from './return-text.ts'
import type { ChangeDraft } from './use-draft.ts'

/**
 * Takes back what did not go out: a reply held because the customer wrote meanwhile, or a refused one the agent wants to change. It
 * stands before whatever has been typed since.
 */
export function useReturnedText(conversationId: string, change: ChangeDraft): { held: boolean; settle: () => void } {
  const heldEntry = useOutbox((state) =>
    state.entries.find((entry) => entry.conversationId === conversationId && entry.state === 'held'),
  )
  const edited = useReturned((state) => (state.entry?.conversationId === conversationId ? state.entry : null))
  const [held, setHeld] = useState(false)

  useEffect(() => {
    const entry: OutboxEntry | null | undefined = heldEntry ?? edited
    if (!entry) return
    change((now) => ({
      mode: entry.mode,
      text: now.text.trim() === '' ? entry.text : `${entry.text}\n\n${now.text}`,
      attachments: [...entry.attachments, ...now.attachments],
    }))
    if (heldEntry) {
      setHeld(true)
      removeEntry(heldEntry.clientId)
    } else {
      useReturned.setState({ entry: null })
    }
  }, [heldEntry, edited, change])

  return { held, settle: () => setHeld(false) }
}
