/** Takes a mail apart with mailparser: headers as they were written, both bodies, files. Throws where mailparser refuses. */
import { MailParser, type AddressObject, type AttachmentStream, type HeaderLines, type MessageText } from 'mailparser'
import { looksMisread, misreadCharacters, relabelled, withReadableHeaders } from './charset.ts'

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
  subject: string | null
  text: string | null
  html: string | null
  /** The mail mixes text and HTML parts one after the other; `html` then holds them all. */
  mixed: boolean
  files: readonly ParsedFile[]
}

const plainPartTag = '<div class="plain-part" style="white-space:pre-wrap">'
const options = {
  skipHtmlToText: true,
  skipTextLinks: true,
  skipImageLinks: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
  checksumAlgo: false as const,
}

/** mailparser drops plain parts from the HTML of a mail that mixes both; here they stay, escaped and marked. */
class WholeBodyParser extends MailParser {
  override textToHtml(text: string): string {
    // Also asked once all is parsed, for a rendering nobody reads.
    const mixes = this.html === false && (this as unknown as { hasHtml: boolean }).hasHtml
    if (!mixes) return ''
    return `${plainPartTag}${text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</div>`
  }
}

export async function parseMail(bytes: Uint8Array): Promise<ParsedMail> {
  const raw = withReadableHeaders(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const mail = await parseOnce(raw)
  if (!looksMisread(mail.text, mail.html)) return mail
  const again = await parseOnce(relabelled(raw))
  const better = misreadCharacters(again.text, again.html) < misreadCharacters(mail.text, mail.html)
  return better ? again : mail
}

async function parseOnce(raw: Buffer): Promise<ParsedMail> {
  const parser = new WholeBodyParser(options)
  const files: ParsedFile[] = []
  const texts: MessageText[] = []
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  parser.on('data', (part: AttachmentStream | MessageText) => {
    if (part.type === 'text') texts.push(part)
    else collect(part, files)
  })
  parser.once('error', reject)
  parser.once('end', resolve)
  parser.end(raw)
  await promise
  const [body] = texts
  const html = body?.html || null
  return {
    lines: parser.headerLines || [],
    from: parser.from ?? null,
    to: [parser.to ?? []].flat(),
    cc: [parser.cc ?? []].flat(),
    subject: parser.subject ?? null,
    text: body?.text || null,
    html,
    mixed: html?.includes(plainPartTag) ?? false,
    files,
  }
}

function collect(part: AttachmentStream, files: ParsedFile[]): void {
  const chunks: Buffer[] = []
  part.content.on('data', (chunk: Buffer) => chunks.push(chunk))
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

/** The value of a header as it was written, unfolded; the first where it is repeated, `''` where it is missing. */
export function headerOf(lines: HeaderLines, name: string): string {
  const line = lines.find(({ key }) => key === name)?.line
  return line === undefined
    ? ''
    : line
        .slice(line.indexOf(':') + 1)
        .replace(/\r?\n[ \t]*/g, ' ')
        .trim()
}
