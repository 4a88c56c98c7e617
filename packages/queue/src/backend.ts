/** Where the queue lives, and what must be true of that place before anything is rung or worked. */
import { Redis } from 'ioredis'
import pg from 'pg'
import { runMigrations } from 'bullmq'
import type { Log } from '@cordboard/core/channel/channel'
import { addressOf, StoreUnreachable, within } from './store-unreachable.ts'

export type QueueBackend = { kind: 'redis'; url: string } | { kind: 'postgres'; url: string }

/** BullMQ's tables live in a schema of their own, so that emptying the queue is one statement and touches no record. */
export const QUEUE_SCHEMA = 'bullmq'

const REACH_LIMIT_MS = 5_000

/**
 * Makes the store ready: BullMQ's migrations on PostgreSQL (safe to run from many processes at once), a look at the
 * settings on Redis. Resolves to a sentence the operator should read, or null when nothing is wrong. Rejects with
 * `StoreUnreachable`, whose message is one sentence for the operator.
 */
export async function prepareBackend(backend: QueueBackend, log: Log): Promise<string | null> {
  const warning = backend.kind === 'redis' ? await inspectRedis(backend) : await migratePostgres(backend)
  const fields = { store: backend.kind, address: addressOf(backend) }
  if (warning) log.warn({ ...fields, warning }, 'queue_store_warning')
  else log.info(fields, 'queue_store_ready')
  return warning
}

async function inspectRedis(backend: QueueBackend): Promise<string | null> {
  const redis = new Redis(backend.url, { lazyConnect: true, retryStrategy: null, connectTimeout: REACH_LIMIT_MS })
  let lastError: unknown
  redis.on('error', (error) => (lastError = error))
  try {
    // INFO, not CONFIG: hosted Redis refuses CONFIG.
    const memory = await within(
      REACH_LIMIT_MS,
      redis.connect().then(() => redis.info('memory')),
    )
    const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1]
    if (policy === undefined || policy === 'noeviction') return null
    return `Redis on ${addressOf(backend)} may drop queued jobs when memory runs short (maxmemory-policy ${policy}): set it to noeviction.`
  } catch (error) {
    throw new StoreUnreachable(backend, { cause: lastError ?? error })
  } finally {
    redis.disconnect()
  }
}

async function migratePostgres(backend: QueueBackend): Promise<null> {
  const client = new pg.Client({
    connectionString: backend.url,
    application_name: 'cordboard-queue-migrations',
    connectionTimeoutMillis: REACH_LIMIT_MS,
  })
  // Without a listener a connection that breaks between two queries ends the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await runMigrations(client, QUEUE_SCHEMA)
    return null
  } catch (error) {
    throw new StoreUnreachable(backend, { cause: error })
  } finally {
    await client.end()
  }
}
