import type { AccountState } from '@cordboard/core/channel/account-state'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvents } from '../db/append-events.ts'

type Before = { state: string; detail: string; next_action: string; progress: AccountState['progress']; held: boolean }

/**
 * Notes how an account stands. Saying `connected` again is a sign of life; only a change is an event. Of an account that was paused or
 * removed since nothing is written; with an `epoch`, neither once another process holds it. While sending waits for a person, nothing
 * the inbound line does hides that.
 */
export async function reportState(
  { db }: Pick<Context, 'db'>,
  accountId: string,
  report: AccountState,
  { epoch = null }: { epoch?: string | null } = {},
): Promise<void> {
  const { state, detail, sentence = null, nextAction, progress } = report
  // A degraded line that names something to do is read all the same; one that waits is being dialled again.
  const heard = state === 'connected' || state === 'syncing' || (state === 'degraded' && nextAction !== 'wait')
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<Before>`
      select state, state_detail as detail, state_next_action as next_action, state_progress as progress, sending_held as held
      from channel_accounts
      where id = ${accountId} and enabled and deleted_at is null and (${epoch}::bigint is null or lease_epoch = ${epoch}::bigint)
      for update`.execute(tx)
    const before = rows[0]
    if (!before) return
    const hidden = before.held && before.state === 'needs_reauth' && state !== 'needs_reauth'
    await sql`
      update channel_accounts set
        last_heard_at = case when ${heard} then now() else last_heard_at end,
        first_synced_at = case when ${state === 'connected'} then coalesce(first_synced_at, now()) else first_synced_at end
        where id = ${accountId}`.execute(tx)
    if (hidden || !differs(before, report)) return
    await sql`
      update channel_accounts set state = ${state}, state_detail = ${detail}, state_next_action = ${nextAction},
        state_sentence = ${sentence === null ? null : JSON.stringify(sentence)}::jsonb,
        state_progress = ${progress === null ? null : JSON.stringify(progress)}::jsonb,
        state_since = case when state = ${state} then state_since else now() end
      where id = ${accountId}`.execute(tx)
    await appendEvents(tx, [{ type: 'account.changed', accountId, data: { state } }])
  })
}

function differs(before: Before, { state, detail, nextAction, progress }: AccountState): boolean {
  // While syncing the detail counts along; a hundred steps are as many as anyone can see.
  if (state === 'syncing' && before.state === 'syncing') return percent(before.progress) !== percent(progress)
  return before.state !== state || before.detail !== detail || before.next_action !== nextAction
}

function percent(progress: AccountState['progress']): number {
  return progress === null || progress.total === 0 ? 0 : Math.floor((100 * progress.done) / progress.total)
}
