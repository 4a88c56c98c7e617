/**
 * Whose mail somebody passed on. A body can say anything, so what is found here is a suggestion to the reader, never an identity:
 * the conversation stays with whoever sent the mail.
 */
import type { Sender } from '@cordboard/core/message'
import { oneLine } from './clean-text.ts'
import { openHeaderBlock } from './header-block.ts'
import { senderOf } from './identity.ts'
import { parseMail, type ParsedFile } from './parse.ts'
import { isForwardLine, stripped } from './quote-words.ts'
import { findHistory, headerBlockEnd } from './quoting.ts'
import { recipient } from './recipient.ts'
import { type Line, linesOf } from './text-lines.ts'

/** `authors`: who wrote what was passed on, as the mail has it, outermost first; nobody where it does not say. */
export type Forward = { authors: readonly Sender[] }

const forwardSubject =
  /^\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|fw|wg|wtr|tr|rv|i|enc|doorst|pd|vb|vs|vl|redir\.|videresend|i̇lt|ilt|转发|轉寄|轉寄信件|転送|전달|пересл|переслано|chuyển tiếp|ส่งต่อ)\s*[:：]/i
const mostForwardLines = 400
const mostAuthors = 5
const mostHeaderBytes = 64_000
const withBrackets = /^\s*["'“]?(.{0,200}?)["'”]?\s*[<([]\s*(?:mailto:)?([^\s<>()[\]"';]{1,64}@[^\s<>()[\]"';]{1,255})/i
const bare = /(?:mailto:)?([^\s<>()[\]"';:]{1,64}@[^\s<>()[\]"';:]{1,255})/i

export function isForwardSubject(subject: string): boolean {
  return forwardSubject.test(subject)
}

/** A mail passed on within the text (lines ended by LF); `null` when there is none. */
export function inlineForward(text: string, subject: string): Forward | null {
  const lines = linesOf(text)
  const found = findHistory(lines)
  if (found === 'forwarded') {
    const start = lines.findIndex(({ line }) => isForwardLine(line))
    return { authors: authorsIn(lines, start) }
  }
  return found !== null && isForwardSubject(subject) ? { authors: authorsIn(lines, found.start) } : null
}

/** A mail attached whole. */
export async function attachedForward(files: readonly ParsedFile[]): Promise<Forward | null> {
  const mail = files.find(({ mediaType }) => mediaType.toLowerCase() === 'message/rfc822')
  if (!mail) return null
  try {
    const { from } = await parseMail(headersOf(mail.content))
    const author = senderOf(from, { rawHash: () => '', fields: 1 })
    return { authors: author.address === '' ? [] : [author] }
  } catch {
    // What is attached may be no mail at all.
    return { authors: [] }
  }
}

function headersOf(content: Buffer): Buffer {
  const ends = [content.indexOf('\r\n\r\n'), content.indexOf('\n\n')].filter((at) => at >= 0)
  return Buffer.concat([content.subarray(0, Math.min(mostHeaderBytes, ...ends)), Buffer.from('\r\n\r\n')])
}

function authorsIn(lines: readonly Line[], start: number): Sender[] {
  const authors: Sender[] = []
  const end = Math.min(lines.length, start + mostForwardLines)
  for (let index = Math.max(0, start); index < end && authors.length < mostAuthors; index++) {
    const author = authorAt(lines, index)
    if (author && !authors.some(({ key }) => key === author.key)) authors.push(author)
  }
  return authors
}

/** From the header block at a line, or from the attribution that starts there. */
function authorAt(lines: readonly Line[], index: number): Sender | null {
  const line = lines[index]?.line ?? ''
  const end = headerBlockEnd(lines, index)
  if (end === null) {
    const history = findHistory(lines.slice(index, index + 3))
    if (history === null || history === 'forwarded' || history.start !== 0) return null
    const words = lines.slice(index, index + history.end + 1).map((entry) => stripped(entry.line))
    return personIn(words.join(' ').replace(/^.{0,80}?\d{1,2}[:.]\d{2}[^"<(\p{L}]*/u, ''))
  }
  const block = openHeaderBlock(line)
  for (let next = index + 1; block && next <= end; next++) block.take(lines[next]?.line ?? '')
  return personIn(block?.from() ?? '')
}

/** `"Mei Chen" <mei@outside.example>`, in the ways mail programs write it into a text. */
function personIn(words: string): Sender | null {
  const given = words.slice(0, 600).replaceAll('\u00a0', ' ')
  const [, name = '', inBrackets] = withBrackets.exec(given) ?? []
  const address = recipient((inBrackets ?? bare.exec(given)?.[1] ?? '').replace(/[.,]+$/, ''))
  if (!address) return null
  return { ...address, displayName: nameOf(name.replace(/^["'“\s]+|["'”\s:,]+$/g, '')) }
}

/** A name that looks like an address would be read as one. */
function nameOf(words: string): string | null {
  const name = oneLine(words, 200)
  return name === '' || name.includes('@') ? null : name
}
