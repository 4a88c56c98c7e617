import type { Context } from '../context.ts'

/** Folds the inserted changes into the counts, so that a badge reads few rows. */
export async function foldCounters({ pool }: Pick<Context, 'pool'>): Promise<void> {
  await pool.query(`
    with folded as (
      delete from conversation_count_changes where ctid in (
        select ctid from conversation_count_changes limit 50000 for update skip locked
      ) returning *
    ), summed as (
      select account_id, status, assignee_id, sum(change)::int as change from folded group by 1, 2, 3
      order by 1, 2, 3
    )
    insert into conversation_counts (account_id, status, assignee_id, count)
    select account_id, status, assignee_id, change from summed
    on conflict (account_id, status, assignee_id) do update set count = conversation_counts.count + excluded.count`)
}
