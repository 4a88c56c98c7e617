import type { Context } from '../context.ts'

/** Younger rows have just been rung for. */
const settleSeconds = 10
const mostAtOnce = 5_000

/** Rings for ledger rows that are still open and due. */
export async function ringOpenLedger({
  pool,
  doorbell,
  log,
}: Pick<Context, 'pool' | 'doorbell' | 'log'>): Promise<void> {
  const { rows } = await pool.query<{ id: string; history: boolean }>(
    `select id, history from ledger
     where state = 'open' and coalesce(retry_at, accepted_at + $1 * interval '1 second') < now() order by id limit $2`,
    [settleSeconds, mostAtOnce],
  )
  if (rows.length > 0) log.info({ rows: rows.length }, 'open_ledger_rung')
  await doorbell.ring.inbound(rows.filter((row) => !row.history).map((row) => row.id))
  await doorbell.ring.inbound(
    rows.filter((row) => row.history).map((row) => row.id),
    { priority: 'backlog' },
  )
}
