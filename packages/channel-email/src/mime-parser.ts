/**
 * mailparser, made to read what real mail holds: character sets by what the bytes look like, transfer encodings that are misspelt or
 * untrue, plain parts between HTML ones. It reaches into methods mailparser calls internal; `test/corpus` notices when they move.
 */
import { Transform, type TransformCallback } from 'node:stream'
import { decode as decodeBase64 } from 'libbase64'
import libmime from 'libmime'
import { decode as decodeQuotedPrintable } from 'libqp'
import { type HeaderLines, MailParser } from 'mailparser'
import { asUtf8 } from './charset.ts'
import { makeReadable } from './header-text.ts'

export type MimePart = {
  /** Lower case, without parameters. */
  type: string
  parameters: Readonly<Record<string, string>>
}

export const plainPartTag = '<div class="plain-part" style="white-space:pre-wrap">'

const options = {
  skipHtmlToText: true,
  skipTextLinks: true,
  skipImageLinks: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
  checksumAlgo: false as const,
}
/** Of one text, as it was transferred. More is never shown, and reading it would cost many times its size. */
const mostTextBytes = { html: 3_000_000, plain: 1_500_000 }

type SplitNode = {
  headers: { lines: HeaderLines }
  contentType: string | false
  charset: string | false
  encoding: string | false
  disposition: string | false
  filename: string | false
  _parsedContentType: { params: Record<string, string> }
  getDecoder(): Transform
}
type TreeNode = { charset?: string }
type Internals = { createNode(node: SplitNode): TreeNode; hasHtml: boolean }
const internals = MailParser.prototype as unknown as Internals

export class MimeParser extends MailParser {
  readonly parts: MimePart[] = []
  /** A text was longer than anything that is shown, and only its start was read. */
  cut = false

  constructor() {
    super(options)
  }

  createNode(node: SplitNode): TreeNode {
    if (makeReadable(node.headers.lines, node.charset || '')) node.filename = fileNameIn(node.headers.lines)
    node.encoding = knownEncoding(node.encoding || '')
    // Some programs write only `text`, or nothing but a character set.
    if (!node.contentType || !node.contentType.includes('/')) {
      node.charset ||= /charset=([\w-]+)/.exec(node.contentType || '')?.[1] ?? ''
      node.contentType = 'text/plain'
    }
    const type = node.contentType
    this.parts.push({ type, parameters: node._parsedContentType.params })
    const isText = /^text\/(plain|html)$/.test(type) && (!node.disposition || node.disposition === 'inline')
    if (!isText) return internals.createNode.call(this, node)
    const form = { encoding: node.encoding, label: node.charset || '', isHtml: type === 'text/html' }
    const stream = new TextStream(form, () => (this.cut = true))
    node.getDecoder = () => stream
    const made = internals.createNode.call(this, node)
    made.charset = 'utf-8'
    return made
  }

  /** mailparser drops plain parts from the HTML of a mail that mixes both; here they stay, escaped and marked. */
  override textToHtml(text: string): string {
    // Also asked once all is parsed, for a rendering nobody reads.
    const mixes = this.html === false && (this as unknown as Internals).hasHtml
    if (!mixes) return ''
    return `${plainPartTag}${text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</div>`
  }
}

type TextForm = { encoding: string; label: string; isHtml: boolean }

/** One part's text as UTF-8, read when all of it is there: what it is written in shows only then. */
class TextStream extends Transform {
  readonly #chunks: Buffer[] = []
  readonly #form: TextForm
  readonly #onCut: () => void
  #left: number

  constructor(form: TextForm, onCut: () => void) {
    super()
    this.#form = form
    this.#onCut = onCut
    this.#left = mostTextBytes[form.isHtml ? 'html' : 'plain']
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    if (chunk.length > this.#left) this.#onCut()
    if (this.#left > 0) this.#chunks.push(chunk.subarray(0, this.#left))
    this.#left = Math.max(0, this.#left - chunk.length)
    done()
  }

  /** mailparser ends some streams twice, and Node builds an error with its stack for each. */
  override end(): this {
    return this.writableEnded ? this : super.end()
  }

  override _flush(done: TransformCallback): void {
    const { encoding, label, isHtml } = this.#form
    const bytes = transferred(Buffer.concat(this.#chunks.splice(0)), encoding)
    done(null, bytes.length === 0 ? undefined : asUtf8(bytes, label, isHtml))
  }
}

function transferred(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(bytes)
  return encoding === 'base64' && !isProse(bytes) ? decodeBase64(bytes.toString('latin1')) : bytes
}

/** Text that calls itself base64 and is not: words with blanks and points between them, as base64 never has. */
function isProse(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 2_000).trim()
  const foreign = start.match(/[^\w+/=\r\n-]/g)?.length ?? 0
  return foreign > start.length / 20
}

function knownEncoding(written: string): string {
  if (/^"?base[-_ ]?64\b/.test(written)) return 'base64'
  return /^"?quoted[-_ ]?printable\b/.test(written) ? 'quoted-printable' : written
}

function fileNameIn(lines: HeaderLines): string | false {
  for (const [header, parameter] of [
    ['content-disposition', 'filename'],
    ['content-type', 'name'],
  ] as const) {
    const line = lines.find(({ key }) => key === header)?.line
    if (line === undefined) continue
    const value = libmime.decodeHeader(Buffer.from(line, 'latin1').toString('utf8')).value
    const { params, decodedParams } = libmime.parseHeaderValue(value, { stripComments: true })
    const name = params[parameter]
    if (name) return decodedParams.includes(parameter) ? name : libmime.decodeWords(name)
  }
  return false
}
