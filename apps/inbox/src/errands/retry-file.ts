/** A person asks for a file once more that could not be fetched. */
import type { Context } from '../context.ts'
import { type Refused, refused } from '../outbound/refused.ts'
import type { Written } from '../outbound/write-reply.ts'

export async function retryFile(
  { pool, doorbell }: Pick<Context, 'pool' | 'doorbell'>,
  attachmentId: string,
): Promise<Written | Refused> {
  const { rows } = await pool.query<{ message_id: string; account_id: string; state: string | null }>(
    `with before as (select id, fetch_state from attachments where id = $1 and message_id is not null for update),
     again as (
       update attachments f set fetch_state = 'pending', fetch_attempts = 0, fetch_after = null, fetch_detail = null, fetch_sentence = null
       from before where f.id = before.id and before.fetch_state = 'failed' returning f.id
     )
     select f.message_id, m.account_id, before.fetch_state as state
     from before join attachments f on f.id = before.id join messages m on m.id = f.message_id`,
    [attachmentId],
  )
  const file = rows[0]
  if (!file) return refused('not_found', 'There is no such file.')
  if (file.state === 'refused') return refused('not_fetchable', 'The provider does not give this file.')
  if (file.state === 'failed') await doorbell.ring.errand({ what: 'fetch', id: file.account_id })
  return { ok: true, messageId: file.message_id }
}
