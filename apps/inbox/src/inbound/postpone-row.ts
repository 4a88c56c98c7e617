import type pg from 'pg'

/** After so many failures a message is shown as one that could not be read. */
export const mostAttempts = 5
const firstWaitMs = 2_000
/** So soon messages come after what they waited for is there again, such as a channel that was not installed. */
const longestWaitMs = 15 * 60_000

/** Notes a failed attempt and when the next one is due. The others are not held up. */
export async function postponeRow(
  pool: pg.Pool,
  { id, attempts, counts }: { id: string; attempts: number; counts: boolean },
  error: unknown,
): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  await pool.query(
    `update ledger set attempts = attempts + $4, last_error = $2, retry_at = now() + $3::float8 * interval '1 millisecond'
     where id = $1 and state = 'open'`,
    [id, reason.slice(0, 1_000), Math.min(longestWaitMs, firstWaitMs * 4 ** attempts), counts ? 1 : 0],
  )
}
