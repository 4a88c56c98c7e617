/** Takes a mail apart: headers as they were written, both bodies, files. Throws where the parser refuses. */
import { once } from 'node:events'
import type { AddressObject, AttachmentStream, HeaderLines, MessageText } from 'mailparser'
import { decodeText } from './charset.ts'
import { type MimePart, MimeParser, plainPartTag } from './mime-parser.ts'

export type ParsedFile = {
  fileName: string | null
  mediaType: string
  contentId: string | null
  related: boolean
  disposition: string | null
  content: Buffer
}

export type ParsedMail = {
  /** Header fields in order, names in lower case, folding included. */
  lines: HeaderLines
  from: AddressObject | null
  to: readonly AddressObject[]
  cc: readonly AddressObject[]
  replyTo: readonly AddressObject[]
  subject: string | null
  text: string | null
  html: string | null
  /** The mail mixes text and HTML parts one after the other; `html` then holds them all. */
  mixed: boolean
  /** There is more than could be read: a text is too long, or the mail has no parts where it should. */
  cut: boolean
  files: readonly ParsedFile[]
  /** All parts that have headers of their own, outermost first. */
  parts: readonly MimePart[]
}

/** Fed in pieces, a mail is never in memory as a whole once more. */
const pieceBytes = 64 * 1024
const mostLostBytes = 1_000_000

export async function parseMail(bytes: Uint8Array): Promise<ParsedMail> {
  const raw = readableStart(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const parser = new MimeParser()
  const files: ParsedFile[] = []
  const texts: MessageText[] = []
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  parser.on('data', (part: AttachmentStream | MessageText) => {
    if (part.type === 'text') texts.push(part)
    else collect(part, files, reject)
  })
  // A parser may fail more than once, and a failure nobody hears ends the process.
  parser.on('error', reject)
  parser.once('end', resolve)
  await Promise.all([promise, feed(parser, raw)])
  const [body] = texts
  const html = body?.html || null
  const isEmpty = parser.parts.every(({ type }) => type.startsWith('multipart/'))
  const lost = isEmpty ? bodyOf(raw) : null
  return {
    lines: parser.headerLines || [],
    from: parser.from ?? null,
    to: [parser.to ?? []].flat(),
    cc: [parser.cc ?? []].flat(),
    replyTo: [parser.replyTo ?? []].flat(),
    subject: parser.subject ?? null,
    text: lost ?? (body?.text || null),
    html,
    mixed: html?.includes(plainPartTag) ?? false,
    cut: parser.cut || lost !== null,
    files,
    parts: parser.parts,
  }
}

async function feed(parser: MimeParser, raw: Buffer): Promise<void> {
  for (let at = 0; at < raw.length - pieceBytes; at += pieceBytes) {
    if (!parser.write(raw.subarray(at, at + pieceBytes))) await once(parser, 'drain')
  }
  parser.end(raw.subarray(Math.floor(Math.max(raw.length - 1, 0) / pieceBytes) * pieceBytes))
}

/** A multipart whose boundary cannot be found has no parts, and yet somebody may have written something. */
function bodyOf(raw: Buffer): string | null {
  const [end] = [raw.indexOf('\n\n'), raw.indexOf('\n\r\n')].filter((at) => at >= 0).toSorted((a, b) => a - b)
  const text = end === undefined ? '' : decodeText(raw.subarray(end, end + mostLostBytes), '').trim()
  return text === '' ? null : text
}

function collect(part: AttachmentStream, files: ParsedFile[], onError: (error: unknown) => void): void {
  const chunks: Buffer[] = []
  part.content.on('data', (chunk: Buffer) => chunks.push(chunk))
  part.content.on('error', onError)
  part.content.once('end', () => {
    files.push({
      fileName: part.filename ?? null,
      mediaType: part.contentType,
      contentId: part.cid ?? null,
      related: part.related ?? false,
      disposition: part.contentDisposition ?? null,
      content: Buffer.concat(chunks),
    })
    part.release?.()
  })
}

/** Without what some programs put before the first header: a byte order mark, empty lines; and with line ends a parser knows. */
function readableStart(raw: Buffer): Buffer {
  const start =
    /^(?:\u00ef\u00bb\u00bf)?\s{0,1000}(?=[\w-]{1,70}:|From )/.exec(raw.toString('latin1', 0, 1_200))?.[0].length ?? 0
  const mail = start === 0 ? raw : raw.subarray(start)
  if (mail.indexOf(0x0a) >= 0 || mail.indexOf(0x0d) < 0) return mail
  // Line ends of an old Macintosh.
  return Buffer.from(mail.toString('latin1').replaceAll('\r', '\n'), 'latin1')
}

/** The value of a header as it was written, unfolded; the first where it is repeated, `''` where it is missing. */
export function headerOf(lines: HeaderLines, name: string): string {
  const line = lines.find(({ key }) => key === name)?.line
  return line === undefined ? '' : unfolded(line)
}

/** The value of a header field as one line. */
export function unfolded(line: string): string {
  return line
    .slice(line.indexOf(':') + 1)
    .replace(/\r?\n[ \t]*/g, ' ')
    .trim()
}
