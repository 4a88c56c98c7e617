import type { Counts } from '@cordboard/api-contract/conversations'
import { sql } from 'kysely'
import { type Prepares, prepared } from '../db/prepared.ts'

type CountRow = {
  account_id: string
  status: 'open' | 'snoozed' | 'resolved'
  mine: number
  unassigned: number
  total: number
}

/** The badges, from maintained counters: their cost does not grow with history. */
export async function countConversations(desk: Prepares, options: { readerId: string | null }): Promise<Counts> {
  const rows = await prepared(
    sql<CountRow>`
    select account_id::text, status,
      coalesce(sum(count) filter (where assignee_id = ${options.readerId}), 0)::int as mine,
      coalesce(sum(count) filter (where assignee_id = ''), 0)::int as unassigned,
      sum(count)::int as total
    from (
      select account_id, status, assignee_id, count from conversation_counts
      union all
      select account_id, status, assignee_id, change from conversation_count_changes
    ) counted
    group by account_id, status`,
    desk,
  )
  const [unsent] = await prepared(
    sql<{ count: number }>`
    select count(*)::int as count from conversations where unsent_count > 0`,
    desk,
  )
  const open = rows.filter((row) => row.status === 'open')
  return {
    mine: total(open.map((row) => row.mine)),
    unassigned: total(open.map((row) => row.unassigned)),
    open: total(open.map((row) => row.total)),
    snoozed: total(rows.filter((row) => row.status === 'snoozed').map((row) => row.total)),
    resolved: total(rows.filter((row) => row.status === 'resolved').map((row) => row.total)),
    unsent: unsent?.count ?? 0,
    accounts: Object.fromEntries(open.filter((row) => row.total > 0).map((row) => [row.account_id, row.total])),
  }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
