/** A form with files, streamed. The library's own never ends on this Node, takes names as they are and forgets what is no text. */
import { randomUUID } from 'node:crypto'
import type { OutboundAttachment } from '@cordboard/core/channel/channel'

export type UploadFile = Pick<OutboundAttachment, 'fileName' | 'size' | 'open'>
export type Form = { contentType: string; length: number; chunks(): AsyncGenerator<Uint8Array> }

/** Whatever was handed over of the form so far is no form: its end is missing, so nothing was taken. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable'
}

export function formOf(values: Record<string, unknown>, files: ReadonlyMap<string, UploadFile>): Form {
  const boundary = randomUUID()
  const encoder = new TextEncoder()
  const fields = Object.entries(values).map(([name, value]) =>
    encoder.encode(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${textOf(value)}\r\n`),
  )
  const heads = [...files].map(([name, file]) => ({ file, head: encoder.encode(headOf(boundary, name, file)) }))
  const fileEnd = encoder.encode('\r\n')
  const end = encoder.encode(`--${boundary}--\r\n`)
  const fileBytes = heads.reduce((sum, { file, head }) => sum + head.length + file.size + fileEnd.length, 0)
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: fields.reduce((sum, { length }) => sum + length, 0) + fileBytes + end.length,
    async *chunks() {
      yield* fields
      for (const { file, head } of heads) {
        yield head
        yield* contentOf(file)
        yield fileEnd
      }
      yield end
    },
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A line break or a quote in a name would end the header it stands in. */
function headOf(boundary: string, name: string, { fileName }: UploadFile): string {
  const safe = fileName.replaceAll(/[\r\n"\0]/g, '').trim()
  const disposition = `form-data; name="${name}"; filename="${safe === '' ? 'file' : safe}"`
  return `--${boundary}\r\ncontent-disposition: ${disposition}\r\ncontent-type: application/octet-stream\r\n\r\n`
}

async function* contentOf({ open, size }: UploadFile): AsyncGenerator<Uint8Array> {
  let left = size
  try {
    for await (const chunk of await open()) {
      left -= chunk.length
      if (left < 0) break
      yield chunk
    }
  } catch (cause) {
    throw new FileUnreadable('A file could not be read.', { cause })
  }
  if (left !== 0) throw new FileUnreadable('A file is not as large as it is said to be.')
}
