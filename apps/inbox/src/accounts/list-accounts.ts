import type { Account } from '@cordboard/api-contract/accounts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'

type AccountRow = {
  id: string
  channel: string
  name: string
  settings: Account['settings']
  enabled: boolean
  demo: boolean
  sending: Account['sending']
  state: Account['state']['state']
  state_detail: string
  state_sentence: Account['state']['sentence']
  state_next_action: Account['state']['nextAction']
  state_progress: Account['state']['progress']
  state_since: Date
  created_at: Date
}

/** Connected accounts, oldest first; those removed are not shown. */
export async function listAccounts(db: Kysely<Tables>): Promise<Account[]> {
  const found = await accountRows(sql`true`).execute(db)
  return found.rows.map(accountShape)
}

export async function findAccount(db: Kysely<Tables>, id: string): Promise<Account> {
  const found = await accountRows(sql`id = ${rowIdOf(id, 'account')}::bigint`).execute(db)
  const row = found.rows[0]
  if (!row) throw notFound('account')
  return accountShape(row)
}

function accountRows(condition: RawBuilder<unknown>): RawBuilder<AccountRow> {
  return sql<AccountRow>`
    select id::text, channel, name, settings, enabled, demo,
      jsonb_build_object('signature', signature, 'perMinute', limit_per_minute, 'perHour', limit_per_hour,
        'automaticAnswer', automatic_answer) as sending, state, state_detail, state_sentence, state_next_action,
      state_progress, state_since, created_at
    from channel_accounts account where deleted_at is null and ${condition} order by account.id`
}

function accountShape(row: AccountRow): Account {
  return {
    id: row.id,
    channel: row.channel,
    name: row.name,
    settings: row.settings,
    enabled: row.enabled,
    demo: row.demo,
    sending: row.sending,
    state: {
      state: row.state,
      detail: row.state_detail,
      sentence: row.state_sentence,
      nextAction: row.state_next_action,
      progress: row.state_progress,
      since: row.state_since.toISOString(),
    },
    createdAt: row.created_at.toISOString(),
  }
}
