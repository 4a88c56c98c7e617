/** Questions a comparison with the provider asks of an account's ledger. */
import type { Completeness } from '@cordboard/api-contract/completeness'
import type pg from 'pg'

/** Which of these hashes (hex) are of bytes the account's ledger holds. */
export async function knownHashes(pool: pg.Pool, accountId: string, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const { rows } = await pool.query<{ sha256: string }>(
    `select distinct encode(raw_sha256, 'hex') as sha256 from ledger
     where account_id = $1 and raw_sha256 = any(select decode(hash, 'hex') from unnest($2::text[]) as hash)`,
    [accountId, hashes],
  )
  return new Set(rows.map(({ sha256 }) => sha256))
}

type GoneRow = {
  id: string
  total: number
  conversation_id: string | null
  received_at: Date
  sender: string | null
  subject: string | null
}

/** What the ledger holds and none of the listed keys stands for, the same bytes under another key included; the latest `most` of it. */
export async function findGone(
  pool: pg.Pool,
  accountId: string,
  { keys, most }: { keys: readonly string[]; most: number },
): Promise<NonNullable<Completeness['gone']>> {
  const { rows } = await pool.query<GoneRow>(
    // "= any" of a constant array is looked up in a hash table whatever the statistics say; a join with it may become a nested loop.
    `with gone as materialized (
       select coalesce(duplicate_of, id) as id, min(received_at) as received_at
       from ledger where account_id = $1
       group by 1 having not bool_or(provider_key = any($2::text[]))
     )
     select (select count(*)::int from gone) as total, latest.id, latest.received_at, m.conversation_id, m.subject,
       coalesce(m.sender_address, m.sender_name) as sender
     from (select id, received_at from gone order by received_at desc, id desc limit $3) latest
     left join lateral (
       select conversation_id, subject, sender_address, sender_name from messages where ledger_id = latest.id limit 1
     ) m on true
     order by latest.received_at desc, latest.id desc`,
    [accountId, keys, most],
  )
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map((row) => ({
      id: row.id,
      conversationId: row.conversation_id,
      receivedAt: row.received_at.toISOString(),
      sender: row.sender,
      subject: row.subject,
    })),
  }
}
