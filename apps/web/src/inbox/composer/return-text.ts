import { create } from 'zustand'
import type { OutboxEntry } from '../../outbox/outbox.ts'

/** Text on its way back from the outbox into the composer it came from. */
export const useReturned = create<{ entry: OutboxEntry | null }>(() => ({ entry: null }))

export function returnToComposer(entry: OutboxEntry): void {
  useReturned.setState({ entry })
}
