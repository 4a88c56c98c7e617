import { Queue, Worker } from 'bullmq'
import { Redis, type RedisOptions } from 'ioredis'
import type { QueueBackend } from './backend.ts'
import { queueNameOf } from './jobs.ts'
import { FEW_EVENTS, ready, type OnTrouble, type Role, type Store } from './store.ts'
import { StoreUnreachable, within } from './store-unreachable.ts'

const CONNECT_LIMIT_MS = 5_000

const base: RedisOptions = {
  lazyConnect: true,
  connectTimeout: 2_000,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(times * 100, 1_000),
}

const optionsFor: Record<Role, RedisOptions> = {
  doorbell: { ...base, enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2_000 },
  // Longer than BullMQ's longest blocking read (10 s), so that only a peer that went silent is given up.
  worker: { ...base, maxRetriesPerRequest: null, socketTimeout: 20_000 },
}

/** One connection for commands, and in each worker BullMQ's own copy of it for blocking reads. */
export async function openRedisStore(backend: QueueBackend, role: Role, onTrouble: OnTrouble): Promise<Store> {
  const connection = new Redis(backend.url, { ...optionsFor[role], connectionName: `cordboard-${role}` })
  let lastError: unknown
  connection.on('error', (error) => {
    lastError = error
    onTrouble(error)
  })
  try {
    await within(CONNECT_LIMIT_MS, connection.connect())
  } catch (error) {
    connection.disconnect()
    throw new StoreUnreachable(backend, { cause: lastError ?? error })
  }
  const queues: { close(): Promise<void> }[] = []
  return {
    queue(kind) {
      const queue = new Queue(queueNameOf(kind), { connection, ...FEW_EVENTS })
      queues.push(queue)
      return ready(queue, onTrouble)
    },
    async worker(kind, process, options) {
      const worker = new Worker(queueNameOf(kind), process, { ...options, autorun: false, connection })
      await ready(worker, onTrouble)
      worker.run().catch(onTrouble)
      return worker
    },
    async ping() {
      await connection.ping()
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(queues.map((queue) => queue.close()))
      connection.disconnect()
    },
  }
}
