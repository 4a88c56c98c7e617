/** The character sets of real mail: by which one bytes are read, whatever their label says, and how. Never throws. */
import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { decode, normalizeCharset } from 'libmime/lib/charset.js'
import { guessCharset, mostlyUtf8 } from './charset-guess.ts'
import { raised, shifts } from './shifted-charset.ts'

/** Labels that promise nothing: programs write them over bytes of any kind. */
const unspecific =
  /^(us-?ascii|ascii|ansi(_x3\.4-1968)?|unknown(-8bit)?|x-unknown|default|none|7bit|8bit|binary|x-user-defined|utf-?8|unicode-1-1-utf-8)$/i
const western = /^(iso-8859-1|windows-1252|latin-?1|cp1252|iso-8859-15)$/i
const chinese =
  /^(x-)?(gb[_-]?2312([_-]?80)?(-1980)?(_charset)?|gbk|gb18030(-\d{4})?|cp-?936|ms936|windows-936|euc-cn|chinese|csgb2312)$/i
/** Names that no library here knows. */
const aliases = new Map([
  ['cp50220', 'iso-2022-jp'],
  ['cp50221', 'iso-2022-jp'],
  ['cp50222', 'iso-2022-jp'],
  ['ujis', 'euc-jp'],
  ['big5-eten', 'big5'],
  ['x-windows-874', 'windows-874'],
  ['x-windows-949', 'cp949'],
  ['x-windows-950', 'cp950'],
])
const doubleByte = /^(gb18030|big5|shift|euc|cp9|ks_c|windows-31j|sjis)/i
const unicodeSevenBit = /^(x-)?(unicode-1-1-)?utf-?7$/i
const wide = /^(utf|ucs)-?(16|32|2|4)/i
const japaneseEscape = Buffer.from([0x1b, 0x24])
const meta = /<(?:meta|\?xml)[^>]{1,300}(?:charset|encoding)\s*=\s*["']?([\w:-]{2,30})/i
/** Where HTML says of itself what it is written in. */
const metaWithinBytes = 4_000

/** Reads a body or a header's bytes. `label` is what the mail says, `''` where it says nothing; `html` may know better. */
export function decodeText(bytes: Buffer, label: string, html = false): string {
  return decodeAs(charsetOf(bytes, label, html), bytes)
}

/** The same as bytes; mostly they need no reading at all. */
export function asUtf8(bytes: Buffer, label: string, html: boolean): Buffer {
  const charset = charsetOf(bytes, label, html)
  if (charset !== 'ascii' && charset !== 'utf-8') return Buffer.from(decodeAs(charset, bytes))
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/** The character set the bytes are in, by what they look like first and by their label second. */
export function charsetOf(bytes: Buffer, label: string, html = false): string {
  const marked = byOrderMark(bytes)
  if (marked !== null) return marked
  const named = knownCharset(label)
  if (named !== null && (shifts(named) || unicodeSevenBit.test(named) || wide.test(named))) return named
  if (isAscii(bytes)) return bytes.includes(japaneseEscape) ? 'iso-2022-jp' : 'ascii'
  if (isUtf8(bytes) && (named === null || !doubleByte.test(named) || hasLongSequence(bytes))) return 'utf-8'
  if (named !== null && !western.test(named)) return betterThan(named, bytes)
  const told = html ? knownCharset(meta.exec(bytes.toString('latin1', 0, metaWithinBytes))?.[1] ?? '') : null
  if (told !== null && !wide.test(told)) return told
  if (named === null && mostlyUtf8(bytes)) return 'utf-8'
  return guessCharset(bytes) ?? named ?? 'windows-1252'
}

export function decodeAs(charset: string, bytes: Buffer): string {
  if (charset === 'ascii') return bytes.toString('latin1')
  if (charset === 'utf-8') return bytes.toString('utf8').replace(/^\uFEFF/, '')
  // The parser's own libraries refuse UTF-7, for it can carry markup past a filter; here the filter comes afterwards.
  if (unicodeSevenBit.test(charset)) return iconv.decode(bytes, 'utf-7')
  if (shifts(charset)) return decodeRaised(bytes, charset)
  return decode(bytes, charset)
}

/** A label as a name that can be read by; `null` where it promises nothing or nobody knows it. */
export function knownCharset(label: string): string | null {
  const written = label.trim().replace(/^["']+|["';,\s]+$/g, '')
  const name = aliases.get(written.toLowerCase()) ?? written
  if (name === '' || name.length > 40 || unspecific.test(name)) return null
  // Each is part of the next, and what calls itself the first is often the last.
  if (chinese.test(name)) return 'gb18030'
  if (shifts(name) || unicodeSevenBit.test(name)) return name.toLowerCase()
  const canonical = normalizeCharset(name)
  if (/^(ascii|utf-8)$/i.test(canonical)) return null
  if (chinese.test(canonical)) return 'gb18030'
  if (/^(jis|iso-?2022-?jp)/i.test(canonical)) return 'iso-2022-jp'
  return iconv.encodingExists(canonical) && !/^(base64|hex|utf7imap|utf-7-imap|binary|ucs2)$/i.test(canonical)
    ? canonical
    : null
}

function byOrderMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf && isUtf8(bytes)) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
}

/** The label, unless the bytes cannot be meant by it and something else fits them whole. */
function betterThan(named: string, bytes: Buffer): string {
  if (!doubleByte.test(named) || !decodeAs(named, bytes).includes('\uFFFD')) return named
  const guessed = guessCharset(bytes)
  if (guessed !== null && doubleByte.test(guessed) && guessed !== named) return guessed
  return mostlyUtf8(bytes) ? 'utf-8' : named
}

/** Two Chinese bytes may look like one short UTF-8 letter; three in a row that fit do not come about by chance. */
function hasLongSequence(bytes: Buffer): boolean {
  return bytes.some((byte) => byte >= 0xe0)
}

function decodeRaised(bytes: Buffer, charset: string): string {
  const { bytes: high, charset: base } = raised(bytes, charset)
  return decode(high, base)
}
