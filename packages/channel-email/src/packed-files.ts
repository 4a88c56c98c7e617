/** The files within winmail.dat (MS-OXTNEF), which Outlook makes of a mail for others of its kind. */
import { decodeText } from './charset.ts'

export type Packed = {
  /** Views of the bytes they were packed in. */
  files: readonly { name: string; content: Buffer }[]
  /** The plain body; `null` where it holds none. */
  text: string | null
  /** Nothing was found that could not be read: a mail within, an object of a program. */
  whole: boolean
}

const signature = 0x223e9f78
const attribute = {
  body: 0x0002800c,
  codepage: 0x00069007,
  fileStarts: 0x00069002,
  fileTitle: 0x00018010,
  fileData: 0x0006800f,
  fileProperties: 0x00069005,
}
const longFileName = 0x3707
const mostFiles = 500
const codepages = new Map([
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [65_001, 'utf-8'],
])

/** `null` where the bytes are no such package, or break off within it. */
export function packedFiles(bytes: Buffer): Packed | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature) return null
  const files: { name: string; longName: string; content: Buffer | null }[] = []
  let text: string | null = null
  let label = ''
  for (let at = 6; at < bytes.length;) {
    // A level, a tag, a length before the value; a checksum after it.
    if (at + 9 > bytes.length) return null
    const [tag, length] = [bytes.readUInt32LE(at + 1), bytes.readUInt32LE(at + 5)]
    const value = bytes.subarray(at + 9, at + 9 + length)
    if (value.length < length) return null
    at += length + 11
    const file = files.at(-1)
    if (tag === attribute.codepage && length >= 4) label = labelOf(value.readUInt32LE(0))
    else if (tag === attribute.body) text = withoutEnd(decodeText(value, label))
    else if (tag === attribute.fileStarts) files.push({ name: '', longName: '', content: null })
    else if (tag === attribute.fileTitle && file) file.name = withoutEnd(decodeText(value, label))
    else if (tag === attribute.fileData && file) file.content = value
    else if (tag === attribute.fileProperties && file) file.longName = longNameIn(value, label)
    if (files.length > mostFiles) return null
  }
  const readable = files.flatMap(({ name, longName, content }) =>
    content === null ? [] : [{ name: longName || name, content }],
  )
  return { files: readable, text, whole: readable.length === files.length }
}

function labelOf(codepage: number): string {
  return codepages.get(codepage) ?? `windows-${codepage}`
}

function withoutEnd(text: string): string {
  return text.replace(/\0[^]*$/, '')
}

/** Bytes of a property's value by its type; the types that are missing have a length of their own. */
const fixedBytes = new Map([0x02, 0x03, 0x04, 0x0a, 0x0b].map((type) => [type, 4]))
for (const type of [0x05, 0x06, 0x07, 0x14, 0x40]) fixedBytes.set(type, 8)
fixedBytes.set(0x48, 16)
const variableTypes = new Set([0x0d, 0x1e, 0x1f, 0x0102])
const unicodeText = 0x1f

/** `''` where the properties do not say, or hold something nobody knows before they do. */
function longNameIn(bytes: Buffer, label: string): string {
  let at = 4
  while (at + 8 <= bytes.length) {
    const [type, id] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)]
    at += 4
    // Named properties carry their name.
    if (id >= 0x8000) return ''
    const fixed = fixedBytes.get(type)
    if (fixed !== undefined) {
      at += fixed
      continue
    }
    if (!variableTypes.has(type) || bytes.readUInt32LE(at) !== 1 || at + 8 > bytes.length) return ''
    const length = bytes.readUInt32LE(at + 4)
    const value = bytes.subarray(at + 8, at + 8 + length)
    if (id === longFileName) return withoutEnd(decodeText(value, type === unicodeText ? 'utf-16le' : label))
    at += 8 + Math.ceil(length / 4) * 4
  }
  return ''
}
