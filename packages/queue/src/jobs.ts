/** What a job may carry: ids, never state. The rows the ids name say what is to be done. */
import { z } from 'zod'

/** Opaque to us; the colon is BullMQ's own separator. */
const id = z.string().regex(/^[^:\s]{1,200}$/)

/** Ledger rows to turn into messages. */
export const inboundJob = z.strictObject({ ledgerIds: z.array(id).min(1) })

/** A conversation whose lane has replies to send. */
export const drainJob = z.strictObject({ conversationId: id })

/**
 * Something to be done at a provider besides sending: `fetch` the files of an account's messages, `change` a message that was sent, show a
 * conversation's customer that somebody is `typing`. `untilMs` since 1970: when nobody wants it any more.
 */
export const errandJob = z.strictObject({
  what: z.enum(['fetch', 'change', 'typing']),
  id,
  untilMs: z.number().optional(),
})
export type Errand = z.infer<typeof errandJob>

/** Look for open rows nobody was woken for. */
export const sweepJob = z.strictObject({})

/** A payload together with the queue it came from; that is where a worker parses. */
export const job = z.discriminatedUnion('kind', [
  inboundJob.extend({ kind: z.literal('inbound') }),
  drainJob.extend({ kind: z.literal('drain') }),
  errandJob.extend({ kind: z.literal('errand') }),
  sweepJob.extend({ kind: z.literal('sweep') }),
])

export type Job = z.infer<typeof job>
export type JobKind = Job['kind']

export const jobKinds: readonly JobKind[] = ['inbound', 'drain', 'errand', 'sweep']

/** Also the `application_name` of a worker's LISTEN connection, so it says whose it is. */
export function queueNameOf(kind: JobKind): string {
  return `cordboard-${kind}`
}
