/** What the parts of a running desk share. Made once per process, handed down as an argument. */
import type { ChannelDefinition, Log } from '@cordboard/core/channel/channel'
import type { QueueBackend } from '@cordboard/queue/backend'
import { type Doorbell, openDoorbell } from '@cordboard/queue/doorbell'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { BlobStore } from './blobs/blob-store.ts'
import { openBlobStore } from './blobs/open-blob-store.ts'
import type { BlobsConfig } from './config.ts'
import { openDatabase } from './db/database.ts'
import type { Tables } from './db/tables.ts'
import { armFailpoint, type ReachFailpoint } from './failpoints.ts'
import { openReplyTokens, type ReplyTokens } from './reply-tokens.ts'
import { openSecrets, type Secrets } from './secrets.ts'

export type AnyChannel = ChannelDefinition<object>

export type Context = {
  db: Kysely<Tables>
  pool: pg.Pool
  hotPool: pg.Pool
  /** For the few connections that are not from the pool, such as those that LISTEN. */
  databaseUrl: string
  doorbell: Doorbell
  blobs: BlobStore
  secrets: Secrets
  tokens: ReplyTokens
  channels: readonly AnyChannel[]
  /** A module that exports the same list as `channels`, for worker threads, which take no functions. */
  channelsModule: URL
  /** Hosts and CIDRs in private ranges that accounts may still connect to. */
  allowPrivateHosts: readonly string[]
  /** Where browsers and providers reach the desk, without a slash at its end; `null` where nobody has said. */
  publicUrl: string | null
  reach: ReachFailpoint
  log: Log
}

export type ContextOptions = {
  databaseUrl: string
  queue: QueueBackend
  blobs: BlobsConfig
  /** 32 bytes. */
  secretKey: Buffer
  channels: readonly AnyChannel[]
  channelsModule?: URL
  allowPrivateHosts: readonly string[]
  publicUrl?: string | null
  failpoint: string | null
  production: boolean
  log: Log
  applicationName?: string
  maxConnections?: number
}

/**
 * Opens everything; disposing closes it in reverse order. The database must be migrated and the queue's store prepared. Rejects
 * with `StoreUnreachable` when the queue cannot be reached now.
 */
export async function openContext(options: ContextOptions): Promise<Context & AsyncDisposable> {
  const { log } = options
  await using opening = new AsyncDisposableStack()
  const database = opening.use(
    openDatabase(options.databaseUrl, {
      log,
      applicationName: options.applicationName ?? 'cordboard',
      maxConnections: options.maxConnections,
    }),
  )
  const doorbell = opening.use(await openDoorbell(options.queue, log))
  const blobs = await openBlobStore(options.blobs)
  const opened = opening.move()
  return {
    db: database.db,
    pool: database.pool,
    hotPool: database.hotPool,
    databaseUrl: options.databaseUrl,
    doorbell,
    blobs,
    secrets: openSecrets(options.secretKey),
    tokens: openReplyTokens(options.secretKey),
    channels: options.channels,
    channelsModule: options.channelsModule ?? new URL('./channels.ts', import.meta.url),
    allowPrivateHosts: options.allowPrivateHosts,
    publicUrl: options.publicUrl ?? null,
    reach: armFailpoint(options.failpoint, options.production),
    log,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** `null` for a channel that is not installed (any more). */
export function channelOf({ channels }: Pick<Context, 'channels'>, id: string): AnyChannel | null {
  return channels.find((channel) => channel.id === id) ?? null
}
