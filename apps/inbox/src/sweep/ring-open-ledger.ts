import type { Context } from '../context.ts'

/** Younger rows have just been rung for. */
const settleSeconds = 10
const mostAtOnce = 5_000
/** While the queue has work, only so many of the oldest customers are rung for again: most of what waits was heard. */
const mostWhileBusy = 500

type DueRow = { id: string; history: boolean }

/**
 * Rings for ledger rows that are still open and due; while the queue is busy for few of them, so that it is not filled with repeats.
 * `fresh`: also for those that have just been rung for, because whoever heard it may be dead.
 */
export async function ringOpenLedger(
  { pool, doorbell, log }: Pick<Context, 'pool' | 'doorbell' | 'log'>,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<void> {
  const due = await dueRows(pool, { settledFor: fresh ? 0 : settleSeconds, limit: mostAtOnce })
  if (due.length === 0) return
  const busy = due.length > mostWhileBusy && (await hasWork(doorbell))
  const rows = busy ? due.filter((row) => !row.history).slice(0, mostWhileBusy) : due
  log.info({ rows: rows.length, due: due.length }, 'open_ledger_rung')
  await doorbell.ring.inbound(rows.filter((row) => !row.history).map((row) => row.id))
  await doorbell.ring.inbound(
    rows.filter((row) => row.history).map((row) => row.id),
    { priority: 'backlog' },
  )
}

async function dueRows(
  pool: Context['pool'],
  { settledFor, limit }: { settledFor: number; limit: number },
): Promise<DueRow[]> {
  const { rows } = await pool.query<DueRow>(
    `select id, history from ledger
     where state = 'open' and coalesce(retry_at, accepted_at + $1 * interval '1 second') < now() order by id limit $2`,
    [settledFor, limit],
  )
  return rows
}

async function hasWork(doorbell: Context['doorbell']): Promise<boolean> {
  // A store that cannot say is rung all the same.
  const depth = await doorbell.depth().catch(() => null)
  return depth !== null && depth.inbound.waiting > 0
}
