/** One process's connections to the queue's store, shared by all its queues or all its workers. */
import type { Processor, Queue, Worker, WorkerOptions } from 'bullmq'
import type { JobKind } from './jobs.ts'

export type JobQueue = Pick<Queue, 'add' | 'addBulk' | 'getJobCounts' | 'setGlobalConcurrency' | 'upsertJobScheduler'>
export type JobWorker = Pick<Worker, 'close' | 'disconnect' | 'isRunning'> & {
  on(event: 'stalled', listener: (jobId: string) => void): unknown
}

/** Rings must fail fast because a request waits for them; work must be patient because nobody does. */
export type Role = 'doorbell' | 'worker'

/** Called for every error of any connection; connections mend themselves. */
export type OnTrouble = (error: unknown) => void

export interface Store extends AsyncDisposable {
  queue(kind: JobKind): JobQueue
  worker(kind: JobKind, process: Processor, options: Omit<WorkerOptions, 'connection'>): JobWorker
  /** Rejects when the store does not answer. */
  ping(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Nobody reads BullMQ's event streams, and each entry is a write. */
export const FEW_EVENTS = { streams: { events: { maxLen: 10 } } }
