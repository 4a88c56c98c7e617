import type { Context } from '../context.ts'

/** A conversation whose time has come is open again. */
export async function wakeSnoozed({ pool }: Pick<Context, 'pool'>): Promise<void> {
  await pool.query(`
    with woken as (
      update conversations set status = 'open', snoozed_until = null
      where id in (
        select id from conversations where status = 'snoozed' and snoozed_until <= now()
        order by snoozed_until limit 500 for update skip locked
      )
      returning id, account_id
    ), listed as (
      select jsonb_agg(jsonb_build_object(
        'type', 'conversation.changed', 'accountId', account_id::text, 'conversationId', id::text,
        'data', jsonb_build_object('status', 'open', 'because', 'snooze_ended'))) as events
      from woken
    )
    select append_events(events) from listed where events is not null`)
}
