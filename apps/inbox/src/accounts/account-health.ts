import type { AccountHealth } from '@cordboard/api-contract/accounts'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { rowIdOf } from '../http/row-id.ts'
import { costOfToday } from './cost-of-today.ts'
import { findAccount } from './list-accounts.ts'
import { loadAccount } from './load-account.ts'
import { usedToday } from './uses.ts'

type HealthRow = {
  last_received_at: Date | null
  last_sent_at: Date | null
  last_heard_at: Date | null
  lag_seconds: number | null
  cursor: AccountHealth['cursor']
  gaps: AccountHealth['gaps']
  open_ledger_rows: number
  oldest_open_ledger_at: Date | null
  sent_copy_problem: AccountHealth['sentCopyProblem']
  queued: number
  unsent: number
}

type Needs = Pick<Context, 'db' | 'secrets' | 'channels'>

/** How an account stands, and what waits on either side of it. */
export async function accountHealth(ctx: Needs, id: string): Promise<AccountHealth> {
  const { db } = ctx
  const { state } = await findAccount(db, id)
  const accountId = rowIdOf(id, 'account')
  const found = await sql<HealthRow>`
    select last_received_at, last_sent_at, last_heard_at, cursor, gaps, sent_copy_problem,
      round(extract(epoch from now() - last_heard_at)::numeric, 1)::float8 as lag_seconds,
      waiting.count as open_ledger_rows, waiting.oldest as oldest_open_ledger_at, replies.queued, doubtful.unsent
    from channel_accounts account,
      lateral (select count(*)::int as count, min(accepted_at) as oldest from ledger
        where account_id = account.id and state = 'open') waiting,
      lateral (select count(*)::int as queued from messages
        where account_id = account.id and delivery_state in ('queued', 'sending')) replies,
      lateral (select coalesce(sum(unsent_count), 0)::int as unsent from conversations
        where account_id = account.id and unsent_count > 0) doubtful
    where account.id = ${accountId}::bigint`.execute(db)
  const row = found.rows[0] as HealthRow
  return {
    state,
    lastReceivedAt: row.last_received_at?.toISOString() ?? null,
    lastSentAt: row.last_sent_at?.toISOString() ?? null,
    lastHeardAt: row.last_heard_at?.toISOString() ?? null,
    lagSeconds: row.lag_seconds,
    cursor: row.cursor,
    gaps: row.gaps,
    openLedgerRows: row.open_ledger_rows,
    oldestOpenLedgerAt: row.oldest_open_ledger_at?.toISOString() ?? null,
    queuedReplies: row.queued,
    unsentReplies: row.unsent,
    ...(await ofSettings(ctx, accountId)),
    sentCopyProblem: row.sent_copy_problem,
  }
}

/** What only whole settings tell; where they cannot be read, the account's state says so. */
async function ofSettings(ctx: Needs, accountId: string): Promise<Pick<AccountHealth, 'contactUrl' | 'uses'>> {
  const account = await loadAccount(ctx, accountId).catch(() => null)
  if (!account) return { contactUrl: null, uses: null }
  const { channel, settings } = account
  const prices = channel.prices?.(settings)
  return {
    contactUrl: channel.contactUrl?.(settings) ?? null,
    uses: prices ? costOfToday(prices, await usedToday(ctx.db, accountId), new Date()) : null,
  }
}
