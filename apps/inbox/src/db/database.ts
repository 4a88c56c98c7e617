import type { Log } from '@cordboard/core/channel/channel'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

export interface Database extends AsyncDisposable {
  db: Kysely<Tables>
  pool: pg.Pool
  /**
   * For the named statements of `prepared.ts` and of ingest alone: its connections plan each of them once, whatever its parameters, and
   * send a question without waiting for the answer to the one before.
   */
  hotPool: pg.Pool
  url: string
}

export type DatabaseOptions = { log: Log; applicationName: string; maxConnections?: number }

/** Longer than any of our statements should take; a lock nobody releases ends here and not in a hung process. */
const statementTimeoutMs = 30_000
const idleInTransactionTimeoutMs = 60_000
const connectTimeoutMs = 10_000
const defaultMaxConnections = 12
const mostHotConnections = 8
/** A connection made anew costs 50 ms and more until all its statements are planned: so many stay when nothing happens. */
const keptConnections = 3

/** The process's connections. They are made on first use; lost ones are replaced. */
export function openDatabase(url: string, { log, applicationName, maxConnections }: DatabaseOptions): Database {
  const usual: pg.PoolConfig = {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    keepAlive: true,
    min: keptConnections,
  }
  const pool = new pg.Pool({ ...usual, max: maxConnections ?? defaultMaxConnections })
  // Left to itself PostgreSQL plans six joins anew for every conversation, because short ones look cheaper: 2 ms a time.
  const options = '-c plan_cache_mode=force_generic_plan'
  const hotPool = new pg.Pool({ ...usual, max: mostHotConnections, options, pipeline: true })
  for (const each of [pool, hotPool]) {
    // Without listeners a server restart would end the process.
    each.on('error', (error) => log.warn({ error: error.message }, 'database_connection_lost'))
    each.on('connect', (client) => client.on('error', () => undefined))
  }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    db,
    pool,
    hotPool,
    url,
    async [Symbol.asyncDispose]() {
      await Promise.all([db.destroy(), hotPool.end()])
    },
  }
}
