/** Header lines as the parser can read them: bare 8-bit bytes and every encoded word brought to UTF-8. */
import { isUtf8 } from 'node:buffer'
import type { HeaderLines } from 'mailparser'
import { charsetOf, decodeAs, decodeText, knownCharset } from './charset.ts'

const highByte = /[\x80-\xff]/
/** A line beyond this is nobody's subject; its encoded words stay as they are. */
const longestLine = 100_000
/** Payloads hold no blank by the standard, and `?` by none; programs write both. */
const word = /=\?([\w.:()-]{1,40})(?:\*[\w-]{0,20})?\?([BbQq])\?([^\r\n]{0,1000}?)\?=(?![0-9A-Fa-f]{2})/g
/** RFC 2231: `name*=charset'language'percent-encoded`, or the first of several such pieces. */
const extended = /\*(0\*)?=\s*"?([\w-]{2,30})'[^'\s]{0,20}'([^;\s"]{0,2000})/g

/** Rewrites in place; lines hold one character a byte. `label` is the character set the part names. Says whether any changed. */
export function makeReadable(lines: HeaderLines, label: string): boolean {
  const bare = lines.filter(({ line }) => highByte.test(line) && !isUtf8(Buffer.from(line, 'latin1')))
  if (bare.length > 0) {
    const bytes = Buffer.from(bare.map(({ line }) => line).join('\n'), 'latin1')
    const charset = charsetOf(bytes, label)
    for (const header of bare) header.line = asLine(decodeAs(charset, Buffer.from(header.line, 'latin1')))
  }
  let changed = bare.length > 0
  for (const header of lines) {
    if (header.line.length > longestLine) continue
    const line = withReadableWords(header.line)
    if (line === header.line) continue
    header.line = line
    changed = true
  }
  return changed
}

function withReadableWords(line: string): string {
  const readable = line.includes('=?') ? withJoinedWords(line) : line
  if (!readable.includes("'")) return readable
  return readable.replace(extended, (all, piece: string | undefined, label: string, value: string) => {
    // A character may go on in the next piece: there only the name of its set can be put right.
    if (piece) return knownCharset(label) === 'gb18030' ? all.replace(label, 'gb18030') : all
    const bytes = value.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    const name = decodeText(Buffer.from(bytes, 'latin1'), label).toWellFormed()
    return `*=utf-8''${encodeURIComponent(name).replace(/['()*]/g, asPercent)}`
  })
}

function asPercent(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`
}

type Word = { start: number; end: number; charset: string; bytes: Buffer }

/** Words of one character set that only blanks divide are one text: a character may be split between them. */
function withJoinedWords(line: string): string {
  const words = [...line.matchAll(word)].map(
    ([all, charset = '', encoding = '', payload = ''], index, matches): Word => {
      const start = matches[index]?.index ?? 0
      return { start, end: start + all.length, charset: charset.toLowerCase(), bytes: payloadOf(encoding, payload) }
    },
  )
  const runs: Word[] = []
  for (const next of words) {
    const last = runs.at(-1)
    const joins = last?.charset === next.charset && /^\s*$/.test(line.slice(last.end, next.start))
    if (last && joins)
      runs[runs.length - 1] = { ...last, end: next.end, bytes: Buffer.concat([last.bytes, next.bytes]) }
    else runs.push(next)
  }
  const pieces: string[] = []
  let done = 0
  for (const { start, end, charset, bytes } of runs) {
    pieces.push(line.slice(done, start), asWord(decodeText(bytes, charset)))
    done = end
  }
  return pieces.join('') + line.slice(done)
}

function payloadOf(encoding: string, payload: string): Buffer {
  if (encoding.toUpperCase() === 'B') return Buffer.from(payload.replace(/[^\w+/-]/g, ''), 'base64')
  const bytes = payload
    .replace(/_/g, ' ')
    .replace(/=\s*([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}

/** Still a word: what it says must not turn into a part of the header's grammar. */
function asWord(text: string): string {
  return text === '' ? '' : `=?utf-8?B?${Buffer.from(text.toWellFormed()).toString('base64')}?=`
}

function asLine(text: string): string {
  return Buffer.from(text).toString('latin1')
}
