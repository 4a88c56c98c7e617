import { contentDisposition } from './content-disposition.ts'

export type FileToSend = {
  fileName: string
  mediaType: string
  size: number
  content: ReadableStream<Uint8Array> | Uint8Array
}

/** Image types every browser decodes without running anything; only these are ever shown in place. SVG is not among them. */
const shownInPlace = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** Bytes that strangers wrote: to be saved, never to be rendered as a page of ours. Sets no cookie. */
export function fileResponse(file: FileToSend, options: { inline: boolean }): Response {
  const inline = options.inline && shownInPlace.has(file.mediaType)
  return new Response(file.content as ReadableStream<Uint8Array>, {
    headers: {
      'Content-Type': inline ? file.mediaType : safeType(file.mediaType),
      'Content-Length': String(file.size),
      'Content-Disposition': contentDisposition(inline ? 'inline' : 'attachment', file.fileName),
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'private, max-age=3600',
    },
  })
}

/** A browser told to save does not need to know that it is a page or a script. */
function safeType(mediaType: string): string {
  return /^(image\/(?!svg)|audio\/|video\/|application\/pdf$|application\/zip$|text\/plain$)/.test(mediaType)
    ? mediaType
    : 'application/octet-stream'
}
