/**
 * Divides a reply into messages Telegram can carry. It is cut where a reader would cut it: between blocks, else between lines or items,
 * else between words; never inside a character. All parts together say what the whole says.
 */
import type { ReplyPart, WholeReply } from '@cordboard/core/channel/channel'
import { albumsOf } from './albums.ts'
import { piecesOf, type Piece, unmarked, wordsOf } from './pieces.ts'
import { longestCaption, longestText } from './refusals.ts'
import { blocksOf, formattedFrom } from './render.ts'

/** Of the Markdown source. Renumbered lists and nested quotes may grow by a little. */
const longestPart = 4_000
/** Each character may need a backslash. */
const longestTypedPart = 2_000
/** Telegram drops marks after these. */
const mostEntities = 100

export function split({ markdown, files }: WholeReply): readonly ReplyPart[] {
  const albums = albumsOf(files)
  const [first, ...others] = albums
  if (!first) return textParts(markdown).map((part) => ({ markdown: part, files: [] }))
  const withoutText = others.map((album) => ({ markdown: '', files: album }))
  if (fits(markdown, longestCaption)) return [{ markdown, files: first }, ...withoutText]
  const before = textParts(markdown).map((part) => ({ markdown: part, files: [] }))
  return [...before, { markdown: '', files: first }, ...withoutText]
}

function textParts(markdown: string): string[] {
  if (fits(markdown, longestText)) return [markdown]
  const parts = packed(piecesOf(blocksOf(markdown), longestPart), longestPart)
  return sayTheSame(markdown, parts) ? parts : partsAsTyped(markdown)
}

function fits(markdown: string, limit: number): boolean {
  if (markdown.length > limit) return false
  const { text, entities } = formattedFrom(markdown)
  return text.length <= limit && entities.length <= mostEntities
}

/** As many pieces to a part as it holds. */
function packed(pieces: readonly Piece[], limit: number): string[] {
  const parts: string[] = []
  let part = ''
  let marks = 0
  for (const piece of pieces) {
    const longer = part === '' ? piece.alone : `${part}${piece.glue}${piece.source}`
    const more = marksIn(piece)
    if (longer.length <= limit && marks + more <= mostEntities) {
      part = longer
      marks += more
    } else {
      parts.push(part)
      part = piece.alone
      marks = more
    }
  }
  return [...parts, part].map((text) => text.trimEnd()).filter((text) => text.trim() !== '')
}

function marksIn({ source }: Piece): number {
  return /[*_`[]/.test(source) ? formattedFrom(source.replace(/^> /, '')).entities.length : 0
}

/** White space aside, and each of them whole. */
function sayTheSame(markdown: string, parts: readonly string[]): boolean {
  const bare = (text: string) => text.replaceAll(/\s+/g, '')
  const together = parts.map((part) => formattedFrom(part).text).join('')
  return bare(together) === bare(formattedFrom(markdown).text) && parts.every((part) => fits(part, longestText))
}

/** Where no cut keeps the marks, all of it is shown as the agent typed it. */
function partsAsTyped(markdown: string): string[] {
  const pieces = wordsOf(markdown.replaceAll(/\r\n?/g, '\n'), longestTypedPart)
  const typed = pieces.map((piece) => ({ ...piece, alone: piece.source.trimStart() }))
  return packed(typed, longestTypedPart).map(unmarked)
}
