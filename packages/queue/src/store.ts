/** One process's connections to the queue's store, shared by all its queues or all its workers. */
import type { Processor, Queue, Worker, WorkerOptions } from 'bullmq'
import type { JobKind } from './jobs.ts'

export type JobQueue = Pick<
  Queue,
  | 'add'
  | 'addBulk'
  | 'getJobCounts'
  | 'getJobScheduler'
  | 'removeJobScheduler'
  | 'setGlobalConcurrency'
  | 'upsertJobScheduler'
>
export type JobWorker = Pick<Worker, 'close' | 'disconnect' | 'isRunning'> & {
  on(event: 'stalled', listener: (jobId: string) => void): unknown
}

/** Rings must fail fast because a request waits for them; work must be patient because nobody does. */
export type Role = 'doorbell' | 'worker'

/** Called for every error of any connection; connections mend themselves. */
export type OnTrouble = (error: unknown) => void

export interface Store extends AsyncDisposable {
  /** Rejects when the store went away meanwhile. Queues are closed with the store, workers by whoever opened them. */
  queue(kind: JobKind): Promise<JobQueue>
  /** Takes jobs from now on. Rejects like `queue`. */
  worker(kind: JobKind, process: Processor, options: Omit<WorkerOptions, 'connection'>): Promise<JobWorker>
  /** Rejects when the store does not answer. */
  ping(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Nobody reads BullMQ's event streams, and each entry is a write. */
export const FEW_EVENTS = { streams: { events: { maxLen: 10 } } }

type Opened = {
  on(event: 'error', listener: OnTrouble): unknown
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

/**
 * BullMQ asks its PostgreSQL back end once whether it is ready and remembers a refusal for ever: a queue would fail every
 * ring, and a worker's loop would spin without yielding. So nothing is used before it is ready.
 */
export async function ready<T extends Opened>(opened: T, onTrouble: OnTrouble): Promise<T> {
  opened.on('error', onTrouble)
  try {
    await opened.waitUntilReady()
  } catch (error) {
    await opened.close()
    throw error
  }
  return opened
}
