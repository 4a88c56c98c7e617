/**
 * What an agent has sent and the server has not yet taken. It lies in this browser's storage until then, so neither a reload nor a
 * lost connection loses a word; the client-made id makes every repetition the same message.
 */
import { create } from 'zustand'
import { storedUnder, writeStored } from '../state/stored.ts'

export type OutboxFile = { id: string; fileName: string; mediaType: string; size: number; url: string }

export type OutboxEntry = {
  clientId: string
  conversationId: string
  mode: 'reply' | 'note'
  text: string
  attachments: OutboxFile[]
  cc: string[]
  bcc: string[]
  /** As it was shown; empty for none. */
  signature: string
  /** The message it answers, where the channel lets a reply name one. */
  replyTo: string | null
  /** Which of the channel's ways it goes by; `null`: as the customer wrote. */
  way: string | null
  lastSeenMessageId: string | null
  writtenAt: string
  /** `waiting`: for its turn or for the connection. `refused`: the server said no; `reason` says why. `held`: the customer wrote meanwhile. */
  state: 'waiting' | 'sending' | 'refused' | 'held'
  reason: string | null
}

type Outbox = { agentId: string | null; entries: OutboxEntry[] }

export const useOutbox = create<Outbox>(() => ({ agentId: null, entries: [] }))

/** What entries stored by an older page lack. */
const alone = { cc: [], bcc: [], signature: '', replyTo: null, way: null }

export function loadOutbox(agentId: string): void {
  const stored = storedUnder(keyOf(agentId, '')).map((value) => ({ ...alone, ...(JSON.parse(value) as OutboxEntry) }))
  // What was being sent when the page went away is asked again under its id.
  const entries = stored.map((entry) => (entry.state === 'sending' ? { ...entry, state: 'waiting' as const } : entry))
  useOutbox.setState({ agentId, entries: entries.sort((one, other) => one.writtenAt.localeCompare(other.writtenAt)) })
}

export function addToOutbox(entry: Omit<OutboxEntry, 'state' | 'reason'>): void {
  keep({ ...entry, state: 'waiting', reason: null })
}

export function changeEntry(clientId: string, changes: Partial<OutboxEntry>): void {
  const entry = useOutbox.getState().entries.find((candidate) => candidate.clientId === clientId)
  if (entry) keep({ ...entry, ...changes })
}

export function removeEntry(clientId: string): void {
  const { agentId, entries } = useOutbox.getState()
  useOutbox.setState({ entries: entries.filter((entry) => entry.clientId !== clientId) })
  if (agentId !== null) writeStored(keyOf(agentId, clientId), null)
}

/** Hands a held reply back to whoever asks first, once. */
export function takeHeld(conversationId: string): OutboxEntry | null {
  const held = useOutbox.getState().entries.find((entry) => isHeldIn(entry, conversationId))
  if (held) removeEntry(held.clientId)
  return held ?? null
}

export function isHeldIn(entry: OutboxEntry, conversationId: string): boolean {
  return entry.state === 'held' && entry.conversationId === conversationId
}

function keep(entry: OutboxEntry): void {
  const { agentId, entries } = useOutbox.getState()
  const isNew = entries.every(({ clientId }) => clientId !== entry.clientId)
  useOutbox.setState({
    entries: isNew ? [...entries, entry] : entries.map((known) => (known.clientId === entry.clientId ? entry : known)),
  })
  if (agentId !== null) writeStored(keyOf(agentId, entry.clientId), JSON.stringify(entry))
}

/** One key an entry: two tabs never write over each other's. */
function keyOf(agentId: string, clientId: string): string {
  return `outbox.${agentId}.${clientId}`
}
