/**
 * Notes how accounts stand. Saying `connected` again is a sign of life; only a change is an event. Of an account that was paused or
 * removed since nothing is written; with an epoch, neither once another process holds it. While sending waits for a person, nothing
 * the inbound line does hides that.
 */
import type { AccountState } from '@cordboard/core/channel/account-state'
import type pg from 'pg'
import type { Context } from '../context.ts'

/** `epoch` is the lease under which it is said; `null` where nobody holds one. */
export type StateReport = { accountId: string; epoch: string | null; state: AccountState }

export async function reportState(
  { pool }: Pick<Context, 'pool'>,
  accountId: string,
  state: AccountState,
  { epoch = null }: { epoch?: string | null } = {},
): Promise<void> {
  await write(pool, [{ accountId, epoch, state }], { name: 'report_state', locked: '' })
}

/** Many accounts' in one statement, one each. Those missing from the answer are locked by somebody: nobody waits for them here. */
export async function reportStates(pool: pg.Pool, reports: readonly StateReport[]): Promise<Set<string>> {
  return write(pool, reports, { name: 'report_states', locked: 'skip locked' })
}

async function write(
  pool: pg.Pool,
  reports: readonly StateReport[],
  { name, locked }: { name: string; locked: string },
): Promise<Set<string>> {
  const { rows } = await pool.query<{ seen: string[] | null }>({
    name,
    text: statement(locked),
    values: [JSON.stringify(reports.map(rowOf))],
  })
  return new Set(rows[0]?.seen)
}

function rowOf({ accountId, epoch, state: report }: StateReport) {
  const { state, detail, sentence = null, nextAction, progress } = report
  // A degraded line that names something to do is read all the same; one that waits is being dialled again.
  const heard = state === 'connected' || state === 'syncing' || (state === 'degraded' && nextAction !== 'wait')
  return { id: accountId, epoch, state, detail, sentence, next: nextAction, progress, heard }
}

/** While syncing the detail counts along; a hundred steps are as many as anyone can see. */
const percent = (progress: string) =>
  `coalesce(floor(100 * (${progress}->>'done')::numeric / nullif((${progress}->>'total')::numeric, 0)), 0)`

function statement(locked: string): string {
  return `
    with said as (
      select * from jsonb_to_recordset($1::jsonb) as one(
        id bigint, epoch bigint, state text, detail text, sentence jsonb, next text, progress jsonb, heard boolean)
    ),
    seen as (
      select said.*,
        account.enabled and account.deleted_at is null and coalesce(said.epoch = account.lease_epoch, true) as stands,
        not (account.sending_held and account.state = 'needs_reauth' and said.state <> 'needs_reauth')
        and case when said.state = 'syncing' and account.state = 'syncing'
          then ${percent('account.state_progress')} <> ${percent('said.progress')}
          else (account.state, account.state_detail, account.state_next_action) <> (said.state, said.detail, said.next)
        end as changes
      from said join channel_accounts account on account.id = said.id
      for update of account ${locked}
    ),
    written as (
      update channel_accounts account set
        last_heard_at = case when heard then now() else last_heard_at end,
        first_synced_at = case when seen.state = 'connected' then coalesce(first_synced_at, now()) else first_synced_at end,
        state = case when changes then seen.state else account.state end,
        state_detail = case when changes then detail else state_detail end,
        state_next_action = case when changes then next else state_next_action end,
        state_sentence = case when changes then sentence else state_sentence end,
        state_progress = case when changes then progress else state_progress end,
        state_since = case when changes and account.state <> seen.state then now() else state_since end
      from seen where account.id = seen.id and stands
      returning account.id, account.state, changes
    ),
    news as (
      select jsonb_agg(jsonb_build_object(
        'type', 'account.changed', 'accountId', id::text, 'data', jsonb_build_object('state', state)) order by id) as events
      from written where changes
    )
    select (select array_agg(id::text) from seen) as seen,
      (select append_events(events) from news where events is not null) as newest`
}
