import { createPostgresBackend, Queue, Worker } from 'bullmq'
import pg from 'pg'
import { QUEUE_SCHEMA, type QueueBackend } from './backend.ts'
import { jobKinds, queueNameOf } from './jobs.ts'
import { FEW_EVENTS, ready, type OnTrouble, type Role, type Store } from './store.ts'
import { StoreUnreachable } from './store-unreachable.ts'

/**
 * A worker keeps one connection of the pool for LISTEN as long as it lives, so a pool no larger than the number of
 * workers waits for itself for ever. Ten connections a process in all, the doorbell's included.
 */
const POOL: Record<Role, pg.PoolConfig> = {
  doorbell: { max: 2, connectionTimeoutMillis: 1_500, query_timeout: 2_000 },
  worker: { max: jobKinds.length + 4, connectionTimeoutMillis: 5_000, query_timeout: 15_000 },
}

/** One pool for all queues or all workers: BullMQ's own pools took 42 connections for six queues and six workers. */
export async function openPostgresStore(backend: QueueBackend, role: Role, onTrouble: OnTrouble): Promise<Store> {
  const pool = new pg.Pool({
    ...POOL[role],
    connectionString: withSessionSettings(backend.url),
    application_name: `cordboard-${role}`,
    keepAlive: true,
    idleTimeoutMillis: 30_000,
  })
  pool.on('error', onTrouble)
  // The pool listens on idle clients only; one that breaks while lent out would end the process.
  pool.on('connect', (client) => client.on('error', onTrouble))
  try {
    await pool.query('select 1')
  } catch (error) {
    await pool.end()
    throw new StoreUnreachable(backend, { cause: error })
  }
  const queues: { close(): Promise<void> }[] = []
  return {
    queue(kind) {
      const queue = new Queue(queueNameOf(kind), { connection: pool, ...FEW_EVENTS }, createPostgresBackend)
      queues.push(queue)
      return ready(queue, onTrouble)
    },
    async worker(kind, process, options) {
      const worker = new Worker(
        queueNameOf(kind),
        process,
        { ...options, autorun: false, connection: pool },
        createPostgresBackend,
      )
      await ready(worker, onTrouble)
      worker.run().catch(onTrouble)
      return worker
    },
    async ping() {
      await pool.query('select 1')
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(queues.map((queue) => queue.close()))
      await pool.end()
    },
  }
}

/**
 * `search_path` because BullMQ leaves it to whoever brings a pool. `synchronous_commit=off` for these sessions alone: a
 * crash may forget the last half second of rings, which the sweep repairs, and a ring costs no disk flush. The record's
 * own sessions are other connections and stay durable.
 */
function withSessionSettings(url: string): string {
  const parsed = new URL(url)
  const given = parsed.searchParams.get('options') ?? ''
  parsed.searchParams.set('options', `${given} -c search_path=${QUEUE_SCHEMA} -c synchronous_commit=off`.trim())
  return parsed.href
}
