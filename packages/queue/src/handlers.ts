import type { Errand } from './jobs.ts'

/**
 * What a job leads to. A handler may run twice for one ring, and beside a copy of itself when its process was taken for
 * dead: it claims rows, and the rows decide. One that throws is logged and not retried here: the sweep rings again for
 * what its rows still leave open.
 *
 * `signal` aborts when the process is about to end: let go at once. `closing` aborts earlier, when stopping begins:
 * finish what is in hand, begin nothing new.
 */
export type Handlers = {
  inbound(ledgerIds: readonly string[], signal: AbortSignal, closing: AbortSignal): Promise<void>
  /** `againInMs`: the lane waits and is called again then, or when somebody rings. Nothing else runs in the lane meanwhile. */
  drain(conversationId: string, signal: AbortSignal, closing: AbortSignal): Promise<Outcome>
  errand(errand: Errand, signal: AbortSignal, closing: AbortSignal): Promise<void>
  sweep(signal: AbortSignal, closing: AbortSignal): Promise<void>
}

export type Outcome = 'done' | { againInMs: number }
