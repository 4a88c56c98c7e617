import type { Gap } from '@cordboard/core/channel/gap'
import { LeaseLost } from '@cordboard/core/channel/error'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvents } from '../db/append-events.ts'
import type { StoredGap } from '../db/tables.ts'

const mostKept = 20

/**
 * Records once that a provider's history is gone: with the account, and in the log. Rejects with `LeaseLost` when another process holds
 * the account.
 */
export async function reportGap(
  { db, log }: Pick<Context, 'db' | 'log'>,
  accountId: string,
  { place, since, until, detail, sentence }: Gap,
  { epoch = null }: { epoch?: string | null } = {},
): Promise<void> {
  const gap = { place, since: since?.toISOString() ?? null, until: until.toISOString(), detail, sentence }
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ gaps: StoredGap[] }>`
      select gaps from channel_accounts
      where id = ${accountId} and deleted_at is null and (${epoch}::bigint is null or lease_epoch = ${epoch}::bigint)
      for update`.execute(tx)
    const before = rows[0]?.gaps
    if (!before) throw new LeaseLost(`Another process holds account ${accountId}, or it was removed.`)
    if (before.some((known) => known.place === place && known.since === gap.since && known.detail === detail)) return
    const gaps = [gap, ...before].slice(0, mostKept)
    await sql`update channel_accounts set gaps = ${JSON.stringify(gaps)}::jsonb where id = ${accountId}`.execute(tx)
    log.warn({ accountId, place, since: gap.since, until: gap.until }, 'history_gap')
    await appendEvents(tx, [{ type: 'account.gap_found', accountId, data: gap }])
  })
}
