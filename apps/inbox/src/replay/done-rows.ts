/** The ledger, read again from its beginning: rows that were worked through, a few at a time. */
import type pg from 'pg'
import type { OpenRow } from '../inbound/open-rows.ts'

export type ReplaySelection = {
  /** `null`: every account. */
  accountId: string | null
  /** Received at that time or later. */
  since: Date | null
  /** These rows only; `null`: all. */
  ledgerIds: readonly string[] | null
  /** Rows up to here were replayed before. */
  after: string | null
}

// A copy of bytes that came before never became a message.
const selected = `
  l.state = 'done' and l.duplicate_of is null
  and ($1::bigint is null or l.account_id = $1::bigint)
  and ($2::timestamptz is null or l.received_at >= $2::timestamptz)
  and ($3::bigint[] is null or l.id = any($3::bigint[]))
  and l.id > $4::bigint`

/** How many rows there are, and the last of them: what arrives meanwhile is read by the desk itself. */
export async function measureLedger(
  pool: pg.Pool,
  selection: ReplaySelection,
): Promise<{ rows: number; last: string | null }> {
  const { rows } = await pool.query<{ rows: string; last: string | null }>(
    `select count(*) as rows, max(l.id)::text as last from ledger l where ${selected}`,
    valuesOf(selection),
  )
  return { rows: Number(rows[0]?.rows ?? 0), last: rows[0]?.last ?? null }
}

/** The next rows in order, none behind `last`. */
export async function loadDone(
  pool: pg.Pool,
  selection: ReplaySelection,
  { last, limit }: { last: string; limit: number },
): Promise<OpenRow[]> {
  const { rows } = await pool.query<OpenRow>(
    `select l.id, l.account_id, l.provider_key, l.received_at, l.media_type, l.raw, l.raw_blob, l.raw_size,
      l.history, l.attempts, a.channel, a.self, a.demo
    from ledger l join channel_accounts a on a.id = l.account_id
    where ${selected} and l.id <= $5::bigint order by l.id limit $6`,
    [...valuesOf(selection), last, limit],
  )
  return rows
}

function valuesOf({ accountId, since, ledgerIds, after }: ReplaySelection): unknown[] {
  return [accountId, since, ledgerIds, after ?? '0']
}
