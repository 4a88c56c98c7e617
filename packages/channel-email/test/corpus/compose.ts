/** Building blocks of the corpus: mails from readable pieces, byte for byte the same in every run. */
import type { Automation, InboundEvent, MessageMark } from '@cordboard/core/message'

/** What `normalise` must make of a mail; what is left out is not asked for. */
export type Expected = {
  /** `message` where left out. */
  kind?: InboundEvent['kind']
  /** The sender's key. */
  from?: string
  name?: string | null
  to?: readonly string[]
  subject?: string | null
  /** Stands in the text. */
  text?: string
  /** Stands neither in the text nor in the HTML. */
  without?: string
  html?: boolean
  /** All files in order: their names, or name, media type and bytes. */
  files?: readonly (string | readonly [name: string, mediaType: string, size: number])[]
  automation?: Automation
  marks?: readonly MessageMark[]
  /** ISO 8601. */
  sentAt?: string | null
}

export type CorpusMail = {
  name: string
  raw: () => Buffer
  expected: Expected
}

type Piece = string | Buffer

/** Strings are UTF-8 with their line ends made CRLF; buffers stay as they are. */
export function bytes(...pieces: readonly Piece[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece.replace(/\r?\n/g, '\r\n')) : piece)),
  )
}

export const sender = 'mei@outside.example'
const usual = [`From: Mei <${sender}>`, 'To: support@desk.example', 'Date: Tue, 3 Nov 2026 10:20:30 +0800']

/** The usual headers, without those the mail brings itself. */
function usualBeside(headers: Piece): string {
  const own = `\n${typeof headers === 'string' ? headers : headers.toString('latin1')}`.toLowerCase()
  const rest = usual.filter((line) => !own.includes(`\n${line.slice(0, line.indexOf(':') + 1).toLowerCase()}`))
  return rest.map((line) => `${line}\n`).join('')
}

/** A mail of the usual sender: further headers, an empty line, the body. */
export function mail(headers: Piece, ...body: readonly Piece[]): Buffer {
  return bytes(usualBeside(headers), headers, '\n\n', ...body)
}

/** One part of a multipart. */
export function part(headers: Piece, ...body: readonly Piece[]): Buffer {
  return bytes(headers, '\n\n', ...body)
}

export function multipart(kind: string, boundary: string, parts: readonly Piece[], parameters = ''): Buffer {
  const inner = parts.flatMap((content) => [`--${boundary}\n`, content, '\n'])
  return bytes(
    `Content-Type: multipart/${kind}; boundary="${boundary}"${parameters}\n\n`,
    ...inner,
    `--${boundary}--\n`,
  )
}

/** A mail that is one multipart. */
export function multipartMail(headers: string, kind: string, parts: readonly Piece[], parameters = ''): Buffer {
  return bytes(usualBeside(headers), headers, headers === '' ? '' : '\n', multipart(kind, 'outer', parts, parameters))
}

export function base64(content: Piece): string {
  return (
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n')
}

export function quotedPrintable(content: Buffer): string {
  const encoded = [...content].map((byte) =>
    byte === 0x0d || byte === 0x0a || (byte > 0x20 && byte < 0x7f && byte !== 0x3d)
      ? String.fromCharCode(byte)
      : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  )
  const lines: string[] = []
  for (let at = 0; at < encoded.length; at += 24) lines.push(encoded.slice(at, at + 24).join(''))
  return lines.join('=\n')
}

export function word(charset: string, encoding: 'B' | 'Q', content: Buffer): string {
  const payload =
    encoding === 'B'
      ? content.toString('base64')
      : [...content].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  return `=?${charset}?${encoding}?${payload}?=`
}

export function percent(content: Buffer): string {
  return [...content].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

export function file(name: string, type: string, content: Piece): Buffer {
  return part(
    `Content-Type: ${type}; name="${name}"\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64`,
    base64(content),
  )
}

export const text = (content: string) => part('Content-Type: text/plain; charset=utf-8', content)
export const html = (content: string) => part('Content-Type: text/html; charset=utf-8', content)
