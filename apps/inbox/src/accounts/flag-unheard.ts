import type { Context } from '../context.ts'
import { say } from '../sentences.ts'
import { storedState } from './stored-state.ts'

/** Channels say that they are alive at least every minute, mail or no mail. */
const silentAfterMs = 3 * 60_000
const unreadAfterMs = 60_000

const silent = storedState(say('silent'))
const unread = storedState(say('unread'))

/** Makes it visible when an account is silent or nobody reads it: silence must never look like "no mail". */
export async function flagUnheard({ pool }: Pick<Context, 'pool'>): Promise<void> {
  await pool.query({
    name: 'flag_unheard_accounts',
    text: `
      with unheard as (
        select id, coalesce(lease_until, created_at) < now() - $1::integer * interval '1 millisecond' as unread
        from channel_accounts
        where enabled and deleted_at is null and not demo
          and (state in ('connecting', 'syncing', 'connected') or (state = 'degraded' and state_next_action <> 'wait'))
          and (
            coalesce(lease_until, created_at) < now() - $1::integer * interval '1 millisecond'
            or (state in ('connected', 'degraded') and last_heard_at < now() - $2::integer * interval '1 millisecond')
          )
        for update skip locked
      ),
      flagged as (
        update channel_accounts a set state = 'degraded', state_since = now(), state_next_action = 'wait',
          state_detail = case when unheard.unread then $3 else $4 end,
          state_sentence = case when unheard.unread then $5::jsonb else $6::jsonb end
        from unheard where a.id = unheard.id returning a.id
      ),
      news as (
        select jsonb_agg(jsonb_build_object(
          'type', 'account.changed', 'accountId', id::text, 'data', jsonb_build_object('state', 'degraded'))) as events
        from flagged
      )
      select append_events(events) from news where events is not null`,
    values: [
      unreadAfterMs,
      silentAfterMs,
      unread.state_detail,
      silent.state_detail,
      unread.state_sentence,
      silent.state_sentence,
    ],
  })
}
