import { DelayedError, UnrecoverableError, type Processor } from 'bullmq'
import type { Log } from '@cordboard/core/channel/channel'
import { job as jobSchema, type Job, type JobKind } from './jobs.ts'
import type { Handlers, Outcome } from './handlers.ts'

type Means = { log: Log; signal: AbortSignal; closing: AbortSignal }

/** One BullMQ job: parsed, handed over, and what the handler said carried out. */
export function processorFor(kind: JobKind, handlers: Handlers, means: Means): Processor<unknown, null> {
  return async (stored, token) => {
    const fields = { kind, jobId: stored.id }
    const parsed = jobSchema.safeParse({ ...asObject(stored.data), kind })
    if (!parsed.success) {
      means.log.error(
        { ...fields, problems: parsed.error.issues.map(({ path, message }) => ({ path, message })) },
        'job_malformed',
      )
      throw new UnrecoverableError('malformed payload')
    }
    const outcome = await hand(parsed.data, handlers, means).catch((error: unknown) => {
      means.log.error({ ...fields, error: error instanceof Error ? error.stack : String(error) }, 'job_failed')
      throw error
    })
    if (outcome === 'done') return null
    // The same job waits, so the lane stays taken; and unlike a retry this counts as no attempt.
    await stored.moveToDelayed(Date.now() + wholeMs(outcome.againInMs), token)
    throw new DelayedError()
  }
}

async function hand(work: Job, handlers: Handlers, { signal, closing }: Means): Promise<Outcome> {
  switch (work.kind) {
    case 'inbound':
      await handlers.inbound(work.ledgerIds, signal, closing)
      return 'done'
    case 'drain':
      return handlers.drain(work.conversationId, signal, closing)
    case 'errand': {
      const { kind: _, ...errand } = work
      await handlers.errand(errand, signal, closing)
      return 'done'
    }
    case 'sweep':
      await handlers.sweep(signal, closing)
      return 'done'
  }
}

/** The PostgreSQL back end refuses fractions. */
function wholeMs(ms: number): number {
  return Math.max(0, Math.ceil(ms))
}

function asObject(data: unknown): object {
  return typeof data === 'object' && data !== null ? data : { data }
}
