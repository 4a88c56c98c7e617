/** The producers: they ring, and whether they were heard changes nothing that is stored. */
import type { JobsOptions } from 'bullmq'
import type { Log } from '@cordboard/core/channel/channel'
import type { QueueBackend } from './backend.ts'
import { drainJob, type Errand, errandJob, inboundJob, type JobKind, jobKinds } from './jobs.ts'
import { openStore } from './open-store.ts'
import type { JobQueue, OnTrouble, Store } from './store.ts'
import { StoreUnreachable, within } from './store-unreachable.ts'
import { troubleLog } from './trouble-log.ts'
import { Unheard } from './unheard.ts'

/**
 * The caller has committed already and may go on either way: this process rings again when the store answers, and the sweep for
 * whatever stays open.
 */
export type Heard = { heard: true } | { heard: false; error: StoreUnreachable }

export type Depth = Record<JobKind, { waiting: number; active: number; delayed: number }>

/** Settles within `RING_LIMIT_MS`, never rejects because of the store (only a malformed id is thrown), logs by itself. */
export interface Ring {
  /** `backlog` waits until nothing `live` (the default) is left, so that a bulk import is never in front of a customer. */
  inbound(ledgerIds: readonly string[], options?: { priority?: 'live' | 'backlog' }): Promise<Heard>
  /**
   * Wakes a conversation's lane. Without a delay also a lane that waits for its time is woken now. With one, a lane that
   * is already woken or waiting keeps its own time.
   */
  drain(conversationId: string, options?: { delayMs?: number }): Promise<Heard>
  /** For the sweep. `RING_LIMIT_MS` holds for every `WAKES_AT_ONCE` ids; ends at the first that is not heard. */
  bulkDrain(conversationIds: readonly string[]): Promise<Heard>
  /** One errand of a kind and id waits at a time; one that is rung for while it is done is done once more afterwards. */
  errand(errand: Errand): Promise<Heard>
}

export interface Doorbell extends AsyncDisposable {
  ring: Ring
  /** Jobs by kind and state. Rejects with `StoreUnreachable` within `RING_LIMIT_MS`. */
  depth(): Promise<Depth>
  /** Rejects with `StoreUnreachable` within `RING_LIMIT_MS`. */
  ping(): Promise<void>
}

export const RING_LIMIT_MS = 2_000

const OPEN_LIMIT_MS = 5_000

/** Small enough that a killed worker leaves little to repeat, large enough that a job's own cost does not count. */
const LEDGER_IDS_PER_JOB = 50

/** What two connections to a busy PostgreSQL store easily within the limit. */
const WAKES_AT_ONCE = 50

/** BullMQ runs jobs without a priority before all others; among the others, lower runs first. */
const PRIORITY = { live: 0, backlog: 10 }

/** Rejects with `StoreUnreachable` when the store cannot be reached now; after that, outages are survived. */
export async function openDoorbell(backend: QueueBackend, log: Log): Promise<Doorbell> {
  const onTrouble = troubleLog(log, 'doorbell')
  const store = await openStore(backend, 'doorbell', onTrouble)
  const queues = await openQueues(store).catch(async (cause: unknown) => {
    await store[Symbol.asyncDispose]()
    throw new StoreUnreachable(backend, { cause })
  })

  const { asked, rung, unheard } = openAsking(backend, onTrouble)

  return {
    ring: {
      async inbound(ledgerIds, { priority = 'live' } = {}) {
        if (ledgerIds.length === 0) return { heard: true }
        const jobs = batches(ledgerIds, LEDGER_IDS_PER_JOB).map((batch) => ({
          name: 'inbound',
          data: inboundJob.parse({ ledgerIds: batch }),
          opts: { priority: PRIORITY[priority] },
        }))
        return rung(() => queues.inbound.addBulk(jobs))
      },
      async drain(conversationId, { delayMs = 0 } = {}) {
        const { name, data, opts } = wake(conversationId, delayMs)
        return rung(() => queues.drain.add(name, data, opts))
      },
      async bulkDrain(conversationIds) {
        const wakes = conversationIds.map((id) => wake(id, 0))
        for (const batch of batches(wakes, WAKES_AT_ONCE)) {
          // Not addBulk: one transaction over many lanes deadlocks with lanes that finish, on the PostgreSQL back end.
          const heard = await rung(() =>
            Promise.all(batch.map(({ name, data, opts }) => queues.drain.add(name, data, opts))),
          )
          if (!heard.heard) return heard
        }
        return { heard: true }
      },
      async errand(errand) {
        const opts = { deduplication: { id: `${errand.what}-${errand.id}`, keepLastIfActive: true } }
        return rung(() => queues.errand.add('errand', errandJob.parse(errand), opts))
      },
    },
    async depth() {
      const counts = await asked(
        Promise.all(jobKinds.map(async (kind) => [kind, await depthOf(queues[kind])] as const)),
      )
      return Object.fromEntries(counts) as Depth
    },
    ping: () => asked(store.ping()),
    async [Symbol.asyncDispose]() {
      unheard[Symbol.dispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

/** Asks the store within the limit, and keeps what was rung in vain. */
function openAsking(backend: QueueBackend, onTrouble: OnTrouble) {
  async function asked<T>(work: Promise<T>): Promise<T> {
    try {
      return await within(RING_LIMIT_MS, work)
    } catch (cause) {
      throw new StoreUnreachable(backend, { cause })
    }
  }

  const unheard = new Unheard(RING_LIMIT_MS)

  async function rung(work: () => Promise<unknown>): Promise<Heard> {
    try {
      await asked(work())
      return { heard: true }
    } catch (error) {
      if (!(error instanceof StoreUnreachable)) throw error
      onTrouble(error)
      unheard.add(work)
      return { heard: false, error }
    }
  }

  return { asked, rung, unheard }
}

async function openQueues(store: Store): Promise<Record<JobKind, JobQueue>> {
  const opening = jobKinds.map(async (kind) => [kind, await store.queue(kind)] as const)
  return Object.fromEntries(await within(OPEN_LIMIT_MS, Promise.all(opening))) as Record<JobKind, JobQueue>
}

/**
 * One lane a conversation at any concurrency: while a wake is waiting another one is the same wake, and while it is being
 * worked the last one is kept for afterwards.
 */
function wake(conversationId: string, delayMs: number): { name: string; data: unknown; opts: JobsOptions } {
  // The PostgreSQL back end refuses fractions.
  const delay = Math.max(0, Math.ceil(delayMs))
  return {
    name: 'drain',
    data: drainJob.parse({ conversationId }),
    opts: { delay, deduplication: { id: `lane-${conversationId}`, keepLastIfActive: true, reschedule: delay === 0 } },
  }
}

async function depthOf(queue: JobQueue): Promise<Depth[JobKind]> {
  const {
    waiting = 0,
    prioritized = 0,
    active = 0,
    delayed = 0,
  } = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed')
  return { waiting: waiting + prioritized, active, delayed }
}

function batches<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, n) => items.slice(n * size, (n + 1) * size))
}
