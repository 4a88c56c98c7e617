import { sql } from 'kysely'
import { storeUpload } from '../../messages/upload.ts'
import { agentOf } from '../caller.ts'
import { fileResponse } from '../file-response.ts'
import type { Handler } from '../guard.ts'
import { notFound } from '../refusal.ts'
import { rowIdOf } from '../row-id.ts'

/** `POST /uploads`: multipart, field `file`. */
export const postUpload: Handler = async ({ desk, caller, request }) =>
  Response.json(await storeUpload(request, desk, { agentId: agentOf(caller) }), { status: 201 })

type AttachmentRow = { blob: string; file_name: string; media_type: string; size: number }

/** `GET /attachments/{id}[?inline=1]`. What is not sent yet is seen by whoever uploaded it. */
export const getAttachment: Handler = async ({ desk, caller, request }, { id = '' }) => {
  const found = await sql<AttachmentRow>`
    select blob, file_name, media_type, size from attachments
    where id = ${rowIdOf(id, 'file')}::bigint and blob is not null
      and (message_id is not null or uploaded_by is not distinct from ${agentOf(caller)})`.execute(desk.db)
  const row = found.rows[0]
  if (!row) throw notFound('file')
  const file = {
    fileName: row.file_name,
    mediaType: row.media_type,
    size: row.size,
    content: await desk.blobs.open(row.blob),
  }
  return fileResponse(file, { inline: new URL(request.url).searchParams.get('inline') === '1' })
}

type RawRow = { raw: Buffer | null; raw_blob: string | null; raw_size: number; media_type: string }

/** `GET /messages/{id}/raw`: the bytes as the provider gave them. */
export const getRaw: Handler = async ({ desk }, { id = '' }) => {
  const found = await sql<RawRow>`
    select ledger.raw, ledger.raw_blob, ledger.raw_size, ledger.media_type
    from messages message join ledger on ledger.id = message.ledger_id
    where message.id = ${rowIdOf(id, 'message')}::bigint`.execute(desk.db)
  const row = found.rows[0]
  if (!row) throw notFound('stored original')
  const content = row.raw_blob === null ? new Uint8Array(row.raw ?? []) : await desk.blobs.open(row.raw_blob)
  const extension = row.media_type === 'message/rfc822' ? 'eml' : 'bin'
  return fileResponse(
    { fileName: `message-${id}.${extension}`, mediaType: row.media_type, size: row.raw_size, content },
    { inline: false },
  )
}
