import type { OutboundMessage } from '@cordboard/core/channel/channel'
import type { NotNull } from 'kysely'
import type { Context } from '../context.ts'
import { reportKey } from '../reply-tokens.ts'

/** A stored reply as a channel takes it: what was frozen when it was written. */
export async function loadOutbound(
  { db, blobs }: Pick<Context, 'db' | 'blobs'>,
  messageId: string,
): Promise<OutboundMessage> {
  const row = await db
    .selectFrom('messages')
    .select(['id', 'envelope', 'body_text', 'body_html', 'created_at', 'provider_ids'])
    .where('id', '=', messageId)
    .executeTakeFirstOrThrow()
  if (row.envelope === null) throw new Error(`Message ${messageId} has no envelope.`)
  const given = await db
    .selectFrom('message_thread_ids')
    .select('thread_id')
    .where('message_id', '=', messageId)
    .where('thread_id', '<>', row.envelope.externalId ?? '')
    // No mail shows a report id, so none is looked for by it.
    .where('thread_id', 'not like', `${reportKey('')}%`)
    .execute()
  const files = await db
    .selectFrom('attachments')
    .select(['blob', 'file_name', 'media_type', 'size', 'content_id'])
    .where('message_id', '=', messageId)
    .where('fetch_state', 'is', null)
    .orderBy('position')
    .$narrowType<{ blob: NotNull; size: NotNull }>()
    .execute()
  return {
    id: row.id,
    envelope: row.envelope,
    body: { text: row.body_text, html: row.body_html },
    attachments: files.map((file) => ({
      fileName: file.file_name,
      mediaType: file.media_type,
      size: file.size,
      contentId: file.content_id,
      open: () => blobs.open(file.blob),
    })),
    createdAt: row.created_at,
    providerIds: row.provider_ids ?? given.map(({ thread_id }) => thread_id),
  }
}
