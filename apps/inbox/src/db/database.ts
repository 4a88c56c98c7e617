import type { Log } from '@cordboard/core/channel/channel'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

export interface Database extends AsyncDisposable {
  db: Kysely<Tables>
  pool: pg.Pool
  url: string
}

export type DatabaseOptions = { log: Log; applicationName: string; maxConnections?: number }

/** Longer than any of our statements should take; a lock nobody releases ends here and not in a hung process. */
const statementTimeoutMs = 30_000
const idleInTransactionTimeoutMs = 60_000
const connectTimeoutMs = 10_000
const defaultMaxConnections = 12

/** One pool for the process. Connects on first use; lost connections are replaced. */
export function openDatabase(url: string, { log, applicationName, maxConnections }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: maxConnections ?? defaultMaxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    keepAlive: true,
  })
  // Without listeners a server restart would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'database_connection_lost'))
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, url, [Symbol.asyncDispose]: () => db.destroy() }
}
