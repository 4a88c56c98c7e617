/** Where a plain text may be folded: quoted history and the signature above it. A fold on the screen, never a deletion. */
import { openHeaderBlock } from './header-block.ts'
import { headerFieldOf, isAttribution, isForwardLine, isSeparator, mayEndAttribution } from './quote-words.ts'
import { signatureStart } from './signature-lines.ts'
import { isBlank, isQuoted, type Line, linesOf } from './text-lines.ts'

type History = {
  /** Index of the first line of what introduces it. */
  start: number
  /** Index of the last line of what introduces it. */
  end: number
}

const mostHeaderLines = 14
/** Longest attribution, broken over lines. */
const attributionLines = 3
/** Yahoo for Android writes the quote behind its attribution. */
const runsOn = /^(\s*On .{10,250}\bwrote:)\s{2,}\S.*$/
/** The writer says that the answers stand within the quote. */
const answeredWithin =
  /\b(?:see|answers?|comments?|repl(?:y|ies)|responses?)\b.{0,30}\b(?:below|inline|in-line|in red|in blue|between)\b|\binline\b|见下文|見下文|见下方|红字|紅字|antworten? (?:unten|im text)|siehe unten|ci-dessous|más abajo|ниже в тексте/i
const longestPointer = 300

/**
 * UTF-16 offset in `text` (lines ended by LF) from which it may be folded; `null` when all of it is to be read. `isReply`: whether the
 * mail answers one of ours; what else looks like history is part of what somebody wants read.
 */
export function foldStart(text: string, { isReply }: { isReply: boolean }): number | null {
  const lines = linesOf(text)
  const history = isReply ? findHistory(lines) : firstForward(lines)
  if (history === 'forwarded') return null
  const tail = history ?? (isReply ? unattributedQuote(lines) : null)
  const written = tail && !holdsAnswers(lines, tail) ? tail.start : lines.length
  return foldAt(lines, signatureStart(lines, written)) ?? foldAt(lines, written)
}

/** What follows a mail's own words first: a mail that was passed on, history, or neither. */
export function findHistory(lines: readonly Line[]): History | 'forwarded' | null {
  let quoteBegan = false
  for (const [index, { line }] of lines.entries()) {
    if (!(isQuoted(line) && quoteBegan) && isForwardLine(line)) return 'forwarded'
    quoteBegan ||= isQuoted(line) && line.replace(/[>\s]/g, '') !== ''
    const end = headEnd(lines, index, line)
    if (end !== null) return { start: index, end }
  }
  return null
}

function firstForward(lines: readonly Line[]): 'forwarded' | null {
  return lines.some(({ line }) => isForwardLine(line)) ? 'forwarded' : null
}

/** The last line of a head that introduces quoted history and starts at `index`. */
function headEnd(lines: readonly Line[], index: number, line: string): number | null {
  if (isBlank(line)) return null
  if (isSeparator(line)) return index
  const block = headerBlockEnd(lines, index)
  return block ?? attributionEnd(lines, index)
}

export function headerBlockEnd(lines: readonly Line[], index: number): number | null {
  const first = lines[index]?.line ?? ''
  const block = openHeaderBlock(first)
  if (!block) return null
  let end = index
  while (end + 1 < lines.length && end - index < mostHeaderLines && block.take(lines[end + 1]?.line ?? '')) end++
  while (end > index && !headerFieldOf(lines[end]?.line ?? '')) end--
  return block.complete() ? end : null
}

function attributionEnd(lines: readonly Line[], index: number): number | null {
  let joined = ''
  for (let end = index; end < index + attributionLines; end++) {
    const next = (lines[end]?.line ?? '').replace(runsOn, '$1')
    if (isBlank(next)) return null
    joined = joined === '' ? next : `${joined} ${next}`
    if (!mayEndAttribution(next)) continue
    const quoteFollows = isQuoted(nextWritten(lines, end + 1))
    if (isAttribution(joined, { quoteFollows }))
      return startsLater(lines, { start: index, end }, quoteFollows) ? null : end
  }
  return null
}

/** An attribution that is complete without its first line belongs to the next line; that one is answer. */
function startsLater(lines: readonly Line[], { start: first, end }: History, quoteFollows: boolean): boolean {
  for (let start = first + 1; start <= end; start++) {
    const rest = lines.slice(start, end + 1).map(({ line }) => line)
    if (isAttribution(rest.join(' '), { quoteFollows })) return true
  }
  return false
}

function nextWritten(lines: readonly Line[], from: number): string {
  for (let index = from; index < Math.min(lines.length, from + 4); index++) {
    const line = lines[index]?.line ?? ''
    if (!isBlank(line)) return line
  }
  return ''
}

/** A block of `>` lines a text ends with. What a colon introduces, or a lone line, is somebody's own quote. */
function unattributedQuote(lines: readonly Line[]): History | null {
  let first = lines.length
  let count = 0
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]?.line ?? ''
    if (isQuoted(line)) {
      first = index
      count++
    } else if (!isBlank(line)) {
      if (/[:：]\s*$/.test(line)) return null
      break
    }
  }
  return count >= 2 ? { start: first, end: first } : null
}

/** Answers below or between the lines quoted, or somewhere in there, by the writer's own words. */
function holdsAnswers(lines: readonly Line[], history: History): boolean {
  const words = lines
    .slice(0, history.start)
    .map(({ line }) => line)
    .join(' ')
  if (pointsInside(words)) return true
  if (!isQuoted(nextWritten(lines, history.end + 1))) return false
  const end = signatureStart(lines, lines.length)
  return lines.slice(history.end + 1, end).some(({ line }) => !isBlank(line) && !isQuoted(line))
}

/** Whether these words, all that stands above a quote, say that the answers are within it. */
export function pointsInside(words: string): boolean {
  return words.length < longestPointer && answeredWithin.test(words)
}

/** Takes empty lines and rules above the history with it. */
function aboveRules(lines: readonly Line[], index: number): number {
  let first = index
  while (first > 0 && /^\s*(?:>[>\s]*|[-_=]{3,}\s*)?$/.test(lines[first - 1]?.line ?? '')) first--
  return first
}

/** `null` where nothing would be left to read, or nothing is folded. */
function foldAt(lines: readonly Line[], index: number): number | null {
  if (index >= lines.length) return null
  const first = aboveRules(lines, index)
  const isLeft = lines.slice(0, first).some(({ line }) => !isBlank(line) && !isQuoted(line))
  return isLeft ? (lines[first]?.offset ?? null) : null
}
