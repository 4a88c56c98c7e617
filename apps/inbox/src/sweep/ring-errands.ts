import type { Context } from '../context.ts'

const mostAtOnce = 500

/** Rings for accounts with files to fetch, and for replies with a change that is due. */
export async function ringErrands({ pool, doorbell }: Pick<Context, 'pool' | 'doorbell'>): Promise<void> {
  const files = await pool.query<{ id: string }>(
    `select distinct m.account_id as id from attachments f
     join messages m on m.id = f.message_id join channel_accounts a on a.id = m.account_id
     where f.fetch_state = 'pending' and (f.fetch_after is null or f.fetch_after <= now()) and a.enabled and a.deleted_at is null
     limit $1`,
    [mostAtOnce],
  )
  const changes = await pool.query<{ id: string }>(
    `select s.message_id as id from sent_changes s join channel_accounts a on a.id = s.account_id
     where s.state = 'waiting' and s.try_after <= now() and a.enabled and a.deleted_at is null
       and coalesce(a.sending_waits_until, now()) <= now() order by s.try_after limit $1`,
    [mostAtOnce],
  )
  for (const { id } of files.rows) if (!(await doorbell.ring.errand({ what: 'fetch', id })).heard) return
  for (const { id } of changes.rows) if (!(await doorbell.ring.errand({ what: 'change', id })).heard) return
}
