import type { Counts } from '@cordboard/api-contract/conversations'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type CountRow = {
  account_id: string
  status: 'open' | 'snoozed' | 'resolved'
  mine: number
  unassigned: number
  total: number
}

/** The badges, from maintained counters: their cost does not grow with history. */
export async function countConversations(db: Kysely<Tables>, options: { readerId: string | null }): Promise<Counts> {
  const found = await sql<CountRow>`
    select account_id::text, status,
      coalesce(sum(count) filter (where assignee_id = ${options.readerId}), 0)::int as mine,
      coalesce(sum(count) filter (where assignee_id = ''), 0)::int as unassigned,
      sum(count)::int as total
    from (
      select account_id, status, assignee_id, count from conversation_counts
      union all
      select account_id, status, assignee_id, change from conversation_count_changes
    ) counted
    group by account_id, status`.execute(db)
  const unsent = await sql<{ count: number }>`
    select count(*)::int as count from conversations where unsent_count > 0`.execute(db)
  const open = found.rows.filter((row) => row.status === 'open')
  return {
    mine: total(open.map((row) => row.mine)),
    unassigned: total(open.map((row) => row.unassigned)),
    open: total(open.map((row) => row.total)),
    snoozed: total(found.rows.filter((row) => row.status === 'snoozed').map((row) => row.total)),
    resolved: total(found.rows.filter((row) => row.status === 'resolved').map((row) => row.total)),
    unsent: unsent.rows[0]?.count ?? 0,
    accounts: Object.fromEntries(open.filter((row) => row.total > 0).map((row) => [row.account_id, row.total])),
  }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
