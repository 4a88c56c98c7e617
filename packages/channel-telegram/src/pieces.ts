/** The smallest pieces of a Markdown text between which it may be cut. */
import type { Token, Tokens } from 'marked'

/** `glue` stands between it and the piece before; `alone` is how it is written where a part begins with it. */
export type Piece = { source: string; glue: string; alone: string }

/** Within a stretch of marks that is itself too long. */
const shortStretch = 1_000
/** Beyond it a word is looked at for words within. */
const longestWord = 60
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })
const characters = new Intl.Segmenter('und', { granularity: 'grapheme' })

export function piecesOf(blocks: readonly Token[], limit: number): Piece[] {
  return blocks
    .filter(({ type }) => type !== 'space')
    .flatMap((token) => {
      const source = token.raw.replace(/\n+$/, '')
      return source.length <= limit ? [block(source)] : brokenBlock(token, source, limit)
    })
}

function block(source: string): Piece {
  return { source, glue: '\n\n', alone: source }
}

function brokenBlock(token: Token, source: string, limit: number): Piece[] {
  switch (token.type) {
    case 'code':
      return codePieces(token as Tokens.Code, limit)
    case 'list':
      return listPieces(token as Tokens.List, limit)
    case 'blockquote':
      return quotePieces(source, limit)
    default:
      return firstAfterBlank(inlinePieces((token as Tokens.Paragraph).tokens ?? [], source, limit))
  }
}

/** Each part of a code block is one of its own. */
function codePieces({ text, lang = '' }: Tokens.Code, limit: number): Piece[] {
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longestRun + 1)
  const room = limit - 2 * fence.length - lang.length - 2
  const chunks = packLines(
    text.split('\n').flatMap((line) => charactersOf(line, room)),
    room,
  )
  return chunks.map((chunk) => block(`${fence}${lang}\n${chunk}\n${fence}`))
}

function packLines(lines: readonly string[], room: number): string[] {
  const chunks: string[] = []
  for (const line of lines) {
    const last = chunks.at(-1)
    if (last !== undefined && last.length + 1 + line.length <= room) chunks[chunks.length - 1] = `${last}\n${line}`
    else chunks.push(line)
  }
  return chunks
}

/** Items keep the numbers they are shown with. */
function listPieces({ items, ordered, start }: Tokens.List, limit: number): Piece[] {
  const first = ordered && start !== '' ? start : 1
  return items.flatMap(({ raw }, index) => {
    const typed = raw.replace(/\n+$/, '')
    const source = ordered ? typed.replace(/^\d+[.)]/, `${first + index}.`) : typed
    const glue = index === 0 ? '\n\n' : '\n'
    return source.length <= limit ? [{ source, glue, alone: source }] : wordsOf(source, limit)
  })
}

function quotePieces(source: string, limit: number): Piece[] {
  return source.split('\n').flatMap((line, index) => {
    const words = line.replace(/^ {0,3}> ?/, '')
    const chunks = words.length + 2 <= limit ? [words] : charactersOf(words, limit - 2)
    return chunks.map((chunk) => ({ source: `> ${chunk}`, glue: index === 0 ? '\n\n' : '\n', alone: `> ${chunk}` }))
  })
}

function inlinePieces(tokens: readonly Token[], source: string, limit: number): Piece[] {
  if (tokens.length === 0) return wordsOf(source, limit)
  return tokens.flatMap((token) => {
    if (token.type === 'text') return wordsOf(token.raw, limit)
    if (token.raw.length <= limit) return [markup(token.raw)]
    if (token.type === 'codespan') return stretches((token as Tokens.Codespan).text, '`')
    const mark = token.type === 'strong' ? '**' : '*'
    return token.type === 'strong' || token.type === 'em'
      ? stretches((token as Tokens.Strong).text, mark)
      : wordsOf(token.raw, limit)
  })
}

/** Bold words that are too many for one part are several bold stretches. */
function stretches(text: string, mark: string): Piece[] {
  const chunks: string[] = []
  for (const { source } of wordsOf(text, shortStretch)) {
    const last = chunks.at(-1)
    if (last !== undefined && last.length + source.length <= shortStretch) chunks[chunks.length - 1] = last + source
    else chunks.push(source)
  }
  return chunks
    .filter((chunk) => chunk.trim() !== '')
    .flatMap((chunk) => [markup(`${mark}${chunk.trim()}${mark}`), markup(' ')])
}

/** Words with the white space after them; without any, as Chinese is written, the words a dictionary finds. */
export function wordsOf(text: string, limit: number): Piece[] {
  return [...text.matchAll(/\S+\s*|\s+/g)].flatMap(([word]) => {
    if (word.length <= longestWord) return [wordPiece(word)]
    return [...segmenter.segment(word)].flatMap(({ segment }) =>
      charactersOf(segment, Math.min(limit, shortStretch)).map(wordPiece),
    )
  })
}

/** In chunks of at most so many UTF-16 units, cut between what a reader sees as characters where those are not endless themselves. */
function charactersOf(text: string, limit: number): string[] {
  if (text.length <= limit) return [text]
  const chunks = ['']
  for (const { segment } of characters.segment(text)) {
    const units = segment.length <= limit ? [segment] : Array.from(segment)
    for (const unit of units) {
      if ((chunks.at(-1) ?? '').length + unit.length > limit) chunks.push('')
      chunks[chunks.length - 1] += unit
    }
  }
  return chunks
}

function wordPiece(source: string): Piece {
  return { source, glue: '', alone: beginning(source.trimStart()) }
}

function markup(source: string): Piece {
  return { source, glue: '', alone: source.trimStart() }
}

function firstAfterBlank(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece, index) => (index === 0 ? { ...piece, glue: '\n\n' } : piece))
}

/** What would be a sign of a list or a heading where a part begins with it. */
function beginning(source: string): string {
  return source
    .replace(/^(?:[-+*#>=|~]|\d+(?=[.)]))/, (sign) => (/\d/.test(sign) ? sign : `\\${sign}`))
    .replace(/^(\d+)([.)])/, '$1\\$2')
}

/** The same words, with nothing in them that means anything to Markdown. */
export function unmarked(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`)
}
