/** The shape of one conversation the demo begins with. */
import type { Words } from '@cordboard/channel-demo/raw'
import type { Conversation } from '@cordboard/api-contract/conversations'
import type { Sentence } from '@cordboard/core/sentence'

export type Story = {
  /** Who of the cast it is with. */
  handle: string
  subject: string
  /** In the order they happened. */
  entries: readonly [CustomerEntry, ...Entry[]]
  status?: { kind: 'resolved' } | { kind: 'snoozed'; forHours: number }
  /** Somebody has taken it: the first admin, once there is one. */
  assigned?: true
  priority?: Conversation['priority']
  labels?: readonly string[]
}

export type CustomerEntry = {
  by: 'customer'
  hoursAgo: number
  said: Words['said']
  files?: Words['files']
}

export type Entry =
  | CustomerEntry
  | { by: 'note'; hoursAgo: number; text: string }
  | { by: 'desk'; hoursAgo: number; text: string; unsent?: Unsent }

/** A reply that did not arrive, or of which nobody knows. */
export type Unsent = { state: 'failed' | 'unconfirmed'; why: Sentence; technical: string }
