import type pg from 'pg'

/** Serialisation failure, deadlock, and a row somebody else inserted first. */
const repeatable = new Set(['40001', '40P01', '23505'])
const mostRepeats = 5

/**
 * Lends a connection inside a transaction: committed when `work` resolves, rolled back when it rejects. For the hand-written
 * statements of the hot path; everything else goes through kysely.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    broken = await rolledBack(client)
    throw error
  } finally {
    client.release(broken)
  }
}

/**
 * The same, and once more when it collided with another transaction. Only for work that does nothing but read and write through the
 * connection it is lent.
 */
export async function inRepeatableTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return repeated(() => inTransaction(pool, work))
}

/** A whole transaction, and once more when it collided with another one. */
export async function repeated<T>(transaction: () => Promise<T>): Promise<T> {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await transaction()
    } catch (error) {
      if (repeats >= mostRepeats || !repeatable.has(sqlStateOf(error) ?? '')) throw error
    }
  }
}

/** The connection's own error when it cannot even roll back: it must not go back to the pool. */
async function rolledBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** PostgreSQL's five-character code of an error; `null` when the error is not PostgreSQL's. */
export function sqlStateOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null
}

/** Connection lost or refused, server stopping, out of resources: says nothing about the work, only about the moment. */
export function isDatabaseAway(error: unknown): boolean {
  const state = sqlStateOf(error)
  // 57014, a statement that took too long, is not among them: it may be the work's own fault, each time again.
  if (state !== null) return /^(08|53|57P|58)/.test(state) || state === '25P03'
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return networkCodes.has(code) || withoutCode.test(error.message)
}

/** pg gives these nothing but words. */
const withoutCode =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENOENT',
])
