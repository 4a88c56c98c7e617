import type { Context } from '../context.ts'

/** Long enough for a draft to wait over a weekend; drafts that still name a file keep it. */
const keepDays = 7

export async function removeAbandonedUploads({ pool }: Pick<Context, 'pool'>): Promise<void> {
  await pool.query(
    `delete from attachments where id in (
       select id from attachments upload
       where message_id is null and created_at < now() - $1 * interval '1 day'
         and not exists (select from drafts where upload.id = any(attachment_ids))
       limit 1000)`,
    [keepDays],
  )
}
