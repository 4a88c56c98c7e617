import { useEffect, useState } from 'react'
import { isHeldIn, takeHeld, useOutbox, type OutboxEntry } from '../../outbox/outbox.ts'
import { addressesBeside } from './addresses.ts'
import { useReturned } from './return-text.ts'
import type { ChangeDraft } from './use-draft.ts'

/**
 * Takes back what did not go out: a reply held because the customer wrote meanwhile, or a refused one the agent wants to change. It
 * stands before whatever has been typed since.
 */
export function useReturnedText(conversationId: string, change: ChangeDraft): { held: boolean; settle: () => void } {
  const isWaiting = useOutbox((state) => state.entries.some((entry) => isHeldIn(entry, conversationId)))
  const isEdited = useReturned((state) => state.entry?.conversationId === conversationId)
  const [held, setHeld] = useState(false)

  useEffect(() => {
    const heldEntry = takeHeld(conversationId)
    const entry = heldEntry ?? takeEdited(conversationId)
    if (!entry) return
    change((now) => ({
      mode: entry.mode,
      text: now.text.trim() === '' ? entry.text : `${entry.text}\n\n${now.text}`,
      attachments: [...entry.attachments, ...now.attachments],
      cc: addressesBeside([...entry.cc, ...(now.cc ?? [])], []),
      bcc: addressesBeside([...entry.bcc, ...(now.bcc ?? [])], entry.cc),
      way: entry.way,
      signed: entry.mode === 'note' || entry.signature !== '',
    }))
    if (heldEntry) setHeld(true)
  }, [isWaiting, isEdited, conversationId, change])

  return { held, settle: () => setHeld(false) }
}

function takeEdited(conversationId: string): OutboxEntry | null {
  const { entry } = useReturned.getState()
  if (entry?.conversationId !== conversationId) return null
  useReturned.setState({ entry: null })
  return entry
}
