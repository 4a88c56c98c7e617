/** A file somebody is about to send: streamed to the blob store as it arrives, never held whole. */
import { Readable } from 'node:stream'
import type { Attachment } from '@cordboard/api-contract/messages'
import { apiPrefix } from '@cordboard/api-contract/contract'
import { safeFileName } from '@cordboard/core/file-name'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { type Kysely, sql } from 'kysely'
import { BlobRefused, type BlobStore, type StoredBlob } from '../blobs/blob-store.ts'
import type { Tables } from '../db/tables.ts'
import { Refusal, invalid } from '../http/refusal.ts'

/** What the largest channel takes; each says less where it takes less. */
export const mostUploadBytes = 55_000_000
const envelopeBytes = 100_000

type ReceivedFile = { stored: StoredBlob; fileName: string; mediaType: string }

export async function storeUpload(
  request: Request,
  desk: { db: Kysely<Tables>; blobs: BlobStore },
  options: { agentId: string | null },
): Promise<Attachment> {
  if (Number(request.headers.get('content-length') ?? 0) > mostUploadBytes + envelopeBytes) throw tooLarge()
  const { stored, fileName, mediaType } = await receiveFile(request, desk.blobs)
  const added = await sql<{ id: string }>`
    insert into attachments (blob, file_name, media_type, size, uploaded_by)
    values (${stored.hash}, ${fileName}, ${mediaType}, ${stored.size}, ${options.agentId}) returning id::text`.execute(
    desk.db,
  )
  const id = added.rows[0]?.id ?? ''
  const here = { state: 'here', detail: null, sentence: null } as const
  return { id, fileName, mediaType, size: stored.size, inline: false, ...here, url: `${apiPrefix}/attachments/${id}` }
}

/** The one part named `file` of a multipart body; what comes with it is passed over. */
async function receiveFile(request: Request, blobs: BlobStore): Promise<ReceivedFile> {
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data;/i.test(contentType) || !request.body) {
    throw invalid('file', 'Send one file as multipart/form-data, in a field named file.')
  }
  const form = openForm(contentType)
  const received = new Promise<ReceivedFile | null>((resolve, reject) => {
    let kept: Promise<ReceivedFile> | null = null
    form.on('file', (field, stream, name, _encoding, mediaType) => {
      if (field !== 'file' || kept) {
        stream.resume()
        return
      }
      kept = keep(stream, blobs).then((stored) => ({
        stored,
        fileName: safeFileName(name),
        mediaType: declared(mediaType),
      }))
      kept.catch(reject)
    })
    form.on('finish', () => resolve(kept))
    form.on('error', (cause) => reject(malformed(cause)))
  })
  const body = Readable.fromWeb(request.body)
  body.on('error', (error) => form.destroy(error))
  body.pipe(form)
  const file = await received.finally(() => body.unpipe(form))
  if (file) return file
  throw invalid('file', 'There was no file in the field named file.')
}

function openForm(contentType: string): BusboyInstance {
  const limits = { files: 1, fields: 10, parts: 12, headerPairs: 50, fileSize: mostUploadBytes + 1 }
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits })
  } catch (cause) {
    throw malformed(cause)
  }
}

async function keep(stream: BusboyFileStream, blobs: BlobStore): Promise<StoredBlob> {
  const cut = new AbortController()
  // An error without a listener would end the process, and anybody can cut an upload off.
  stream.on('error', (cause) => cut.abort(malformed(cause)))
  try {
    const stored = await blobs.put(stream, { maxBytes: mostUploadBytes, signal: cut.signal })
    if (stored.size === 0) throw invalid('file', 'The file is empty.')
    return stored
  } catch (error) {
    // What still comes is read and dropped, so that the answer can be sent.
    stream.resume()
    if (error instanceof BlobRefused) throw error.reason === 'too_large' ? tooLarge() : error
    if (cut.signal.aborted) throw malformed(error)
    throw error
  }
}

/** What the sender says it is: for the customer's mail program, never for us. */
function declared(mediaType: string): string {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(mediaType) ? mediaType.toLowerCase() : 'application/octet-stream'
}

function tooLarge(): Refusal {
  return new Refusal(413, 'too_large', `A file may be at most ${mostUploadBytes / 1_000_000} MB large.`, {
    field: 'file',
  })
}

function malformed(cause: unknown): Refusal {
  return new Refusal(400, 'malformed', 'The upload was cut off or is not valid multipart/form-data; send it again.', {
    cause,
  })
}
