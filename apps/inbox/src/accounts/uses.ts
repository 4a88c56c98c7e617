/** What an account uses of what its provider is paid for, by day (UTC). */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

export async function countUse(
  db: Kysely<Tables>,
  accountId: string,
  uses: Readonly<Record<string, number>>,
): Promise<void> {
  const counted = Object.entries(uses).filter(([, count]) => count > 0)
  if (counted.length === 0) return
  // In one order, so that two processes that count the same items never wait for each other in a circle.
  const rows = JSON.stringify(counted.toSorted().map(([item, count]) => ({ item, count })))
  await sql`
    insert into account_uses (account_id, day, item, count)
    select ${accountId}, (now() at time zone 'UTC')::date, item, count
    from jsonb_to_recordset(${rows}::jsonb) as used(item text, count integer)
    on conflict (account_id, day, item) do update set count = account_uses.count + excluded.count`.execute(db)
}

export async function usedToday(db: Kysely<Tables>, accountId: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ item: string; count: number }>`
    select item, count from account_uses
    where account_id = ${accountId} and day = (now() at time zone 'UTC')::date`.execute(db)
  return Object.fromEntries(rows.map(({ item, count }) => [item, count]))
}
