/** The consumers: they turn a ring into one call of a handler, and decide nothing else. */
import type { Log } from '@cordboard/core/channel/channel'
import type { QueueBackend } from './backend.ts'
import { jobKinds } from './jobs.ts'
import type { Handlers } from './handlers.ts'
import { processorFor } from './processor.ts'
import { openStore } from './open-store.ts'
import type { JobWorker } from './store.ts'
import { StoreUnreachable, within } from './store-unreachable.ts'
import { keepSweeping } from './sweep-schedule.ts'
import { troubleLog } from './trouble-log.ts'

export type WorkerSettings = {
  /** Jobs at once in this process. */
  concurrency: { inbound: number; drain: number; errand: number }
  /** How often one process of all sweeps. */
  sweepEveryMs: number
  log: Log
  /** From the beginning of the stop: when handlers are told to let go, and when they are left behind. */
  stop?: { letGoAfterMs: number; leaveAfterMs: number }
}

export interface Workers extends AsyncDisposable {
  /** False as soon as stopping begins, or when a worker's loop has ended. */
  running(): boolean
}

const STOP = { letGoAfterMs: 5_000, leaveAfterMs: 7_000 }

const START_LIMIT_MS = 5_000

/** Closing connections of a store that is away must not hold up the exit. */
const CLOSE_LIMIT_MS = 1_000

const TIMING = {
  // A killed process's jobs run again after at most lock + check, instead of BullMQ's 60 s.
  lockDuration: 10_000,
  stalledInterval: 5_000,
  // How often something may be tried is written on its row; BullMQ would fail the second stall for good.
  maxStalledCount: 1_000_000,
  // BullMQ's pause after a refused connection; its own 15 s would lengthen every restart of the store.
  runRetryDelay: 1_000,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 1_000, age: 7 * 24 * 3_600 },
}

/**
 * Starts taking jobs. Rejects with `StoreUnreachable` when the store cannot be reached now; after that, outages are
 * survived. Disposing stops taking, waits for running handlers, closes: within 10 s whatever the handlers do. A job left
 * behind runs again in another process after at most 15 s.
 */
export async function startWorkers(
  backend: QueueBackend,
  handlers: Handlers,
  settings: WorkerSettings,
): Promise<Workers> {
  const { log, concurrency, sweepEveryMs, stop = STOP } = settings
  const onTrouble = troubleLog(log, 'worker')
  const store = await openStore(backend, 'worker', onTrouble)
  const closing = new AbortController()
  const lettingGo = new AbortController()

  const workers: JobWorker[] = []
  const sweeping = new DisposableStack()

  async function start(): Promise<void> {
    sweeping.use(await keepSweeping(await store.queue('sweep'), { everyMs: sweepEveryMs, onTrouble }))
    for (const kind of jobKinds) {
      const process = processorFor(kind, handlers, { log, signal: lettingGo.signal, closing: closing.signal })
      const worker = await store.worker(kind, process, {
        ...TIMING,
        concurrency: kind === 'sweep' ? 1 : concurrency[kind],
      })
      worker.on('stalled', (jobId) => log.warn({ kind, jobId }, 'job_taken_from_silent_worker'))
      workers.push(worker)
    }
  }

  async function end(): Promise<void> {
    closing.abort()
    sweeping.dispose()
    await finish(workers, { lettingGo, stop, log })
    await within(CLOSE_LIMIT_MS, store[Symbol.asyncDispose]()).catch(onTrouble)
  }

  try {
    await within(START_LIMIT_MS, start())
  } catch (cause) {
    await end()
    throw new StoreUnreachable(backend, { cause })
  }
  return {
    running: () => !closing.signal.aborted && workers.every((worker) => worker.isRunning()),
    [Symbol.asyncDispose]: end,
  }
}

type Finish = { lettingGo: AbortController; stop: NonNullable<WorkerSettings['stop']>; log: Log }

async function finish(workers: readonly JobWorker[], { lettingGo, stop, log }: Finish): Promise<void> {
  const timer = setTimeout(() => lettingGo.abort(), stop.letGoAfterMs)
  try {
    await within(stop.leaveAfterMs, Promise.all(workers.map((worker) => worker.close())))
  } catch (error) {
    log.warn({ error: String(error) }, 'jobs_left_behind')
    await Promise.allSettled(workers.map((worker) => within(CLOSE_LIMIT_MS, worker.disconnect())))
  } finally {
    clearTimeout(timer)
    lettingGo.abort()
  }
}
