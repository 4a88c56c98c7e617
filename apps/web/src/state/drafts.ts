/** What an agent is writing, per conversation, in this browser. The composer also tells the server, for their other browsers. */
import { create } from 'zustand'
import type { OutboxFile } from '../outbox/outbox.ts'
import { readStored, writeStored } from './stored.ts'

export type Draft = {
  mode: 'reply' | 'note'
  text: string
  attachments: OutboxFile[]
  /** People besides the customer; `null`: nobody has thought of it. */
  cc: string[] | null
  bcc: string[] | null
  /** Whether the signature goes along. */
  signed: boolean
  /** The channel's way that was chosen; `null`: as the customer wrote. Known in this browser alone. */
  way: string | null
  savedAt: number
}

export function emptyDraft(): Draft {
  return { mode: 'reply', text: '', attachments: [], cc: null, bcc: null, signed: true, way: null, savedAt: 0 }
}

type Drafts = Record<string, Draft | null>

/** Only the conversations looked at so far; `null`: there is none. */
export const useDrafts = create<Drafts>(() => ({}))

export function loadDraft(agentId: string, conversationId: string): Draft | null {
  const known = useDrafts.getState()[conversationId]
  if (known !== undefined) return known
  const stored = readStored(`draft.${agentId}.${conversationId}`)
  return stored === null ? null : { ...emptyDraft(), ...(JSON.parse(stored) as Partial<Draft>) }
}

export function keepDraft(agentId: string, conversationId: string, draft: Draft): void {
  const isEmpty = draft.text === '' && draft.attachments.length === 0 && !draft.cc?.length && !draft.bcc?.length
  const kept = isEmpty ? null : draft
  useDrafts.setState({ [conversationId]: kept })
  writeStored(`draft.${agentId}.${conversationId}`, kept && JSON.stringify(kept))
}
