/** Where the quoted history starts in a plain text: the cut is a fold on the screen, never a deletion. */
const headerField =
  /^(from|sent|date|to|cc|subject|von|gesendet|an|betreff|de|envoyé|à|objet|发件人|发送时间|时间|日期|收件人|抄送|主题|主\s*题|寄件者|寄件日期|收件者|主旨|寄件人|副本|差出人|送信日時|宛先|件名)\s*[:：]/i
const separatorWords =
  /^[-_=\s]*(original message|original appointment|原始邮件|邮件原件|原始郵件|原邮件|ursprüngliche nachricht|message d'origine|mensaje original)[-_=\s]*$/i
/** What follows is the very thing the sender wants read. */
const forwardLine =
  /^[-_=\s>]*(begin forwarded message|forwarded message|转发邮件|转发的邮件|轉寄的郵件|weitergeleitete nachricht|message transféré)\s*[:：]?[-_=\s]*$/i
const replyAbove = /reply above this line|请在此行以上回复/i
const attributions: readonly RegExp[] = [
  /^on\b.{4,200}\bwrote\s*[:：]\s*$/i,
  /^.{0,120}(于|於)\s*\d{4}.{3,150}(写道|寫道)\s*[:：]\s*$/,
  /^在?\s*\d{4}[-年/].{4,150}(写道|寫道)\s*[:：]?\s*$/,
  /^at \d{4}-.{4,150}wrote\s*[:：]\s*$/i,
  /^(am|le|el|il|em|op|den|w dniu)\b.{8,200}(schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napisał).{0,80}[:：]\s*$/i,
  /^\d{4}年\d+月\d+日.{0,20}\d+:\d+.{0,100}<[^>]+@[^>]+>\s*[:：]\s*$/,
]
/** A line that may end an attribution; cheaper than trying all of them on every line. */
const attributionEnd = /[:：]\s*$|写道\s*$|寫道\s*$/
const quoted = /^\s*>/
/** Beyond so many lines nobody reads for a quote; time stays linear in any case. */
const mostLines = 20_000
const longestLine = 400

/** UTF-16 offset in `text` (lines ended by LF) where the history starts; `null` when nothing, or not only history, is quoted. */
export function quoteStart(text: string): number | null {
  const lines = linesOf(text)
  for (const [index, { line }] of lines.entries()) {
    if (isForwardLine(line)) return null
    const end = quoteHeadEnd(lines, index, line)
    if (end === null) continue
    const after = lines.slice(end + 1)
    const answersBelow =
      after.some((entry) => quoted.test(entry.line)) &&
      after.some((entry) => entry.line.trim() !== '' && !quoted.test(entry.line))
    return answersBelow ? null : foldAt(lines, index)
  }
  return foldAt(lines, trailingQuote(lines))
}

/** Whether a single line says who wrote what follows. */
export function isAttribution(line: string): boolean {
  const bare = stripped(line)
  return bare.length <= 300 && attributions.some((shape) => shape.test(bare)) && /\d/.test(bare)
}

/** Whether a line divides an answer from the mail it answers. */
export function isSeparator(line: string): boolean {
  if (line.length > longestLine) return false
  return (separatorWords.test(stripped(line)) && /[-_]{3,}/.test(line)) || replyAbove.test(line)
}

/** Whether a line introduces a mail that was passed on. */
export function isForwardLine(line: string): boolean {
  return line.length <= longestLine && forwardLine.test(line)
}

type Line = { line: string; offset: number }

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let offset = 0; offset <= text.length && lines.length < mostLines;) {
    const end = text.indexOf('\n', offset)
    const stop = end < 0 ? text.length : end
    lines.push({ line: text.slice(offset, Math.min(stop, offset + longestLine)), offset })
    offset = stop + 1
  }
  return lines
}

/** The last line of a head that introduces quoted history and starts at `index`. */
function quoteHeadEnd(lines: readonly Line[], index: number, line: string): number | null {
  if (line.trim() === '') return null
  if (isSeparator(line)) return index
  if (isHeaderField(line)) {
    let fields = 1
    while (fields < 6 && isHeaderField(lines[index + fields]?.line ?? '')) fields++
    return fields >= 3 ? index + fields - 1 : null
  }
  let joined = ''
  for (let end = index; end < index + 3; end++) {
    const next = lines[end]?.line ?? ''
    if (next.trim() === '') return null
    joined = joined === '' ? next : `${joined} ${next}`
    if (attributionEnd.test(next) && isAttribution(joined)) return startsLater(lines, index, end) ? null : end
  }
  return null
}

/** An attribution that is complete without its first line belongs to the next line; that one is answer. */
function startsLater(lines: readonly Line[], index: number, end: number): boolean {
  for (let start = index + 1; start <= end; start++) {
    const rest = lines.slice(start, end + 1).map(({ line }) => line)
    if (isAttribution(rest.join(' '))) return true
  }
  return false
}

function isHeaderField(line: string): boolean {
  return headerField.test(stripped(line))
}

/** The first line of a block of `>` lines the text ends with; a lone quoted line is somebody's emphasis. */
function trailingQuote(lines: readonly Line[]): number {
  let first = lines.length
  let count = 0
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]?.line ?? ''
    if (quoted.test(line)) {
      first = index
      count++
    } else if (line.trim() !== '') break
  }
  return count >= 2 ? first : lines.length
}

/** Takes empty lines and rules above the history with it; `null` where nothing would be left to read. */
function foldAt(lines: readonly Line[], index: number): number | null {
  if (index >= lines.length) return null
  let first = index
  while (first > 0 && /^\s*(>?\s*|[-_]{3,}\s*)$/.test(lines[first - 1]?.line ?? '')) first--
  return first === 0 ? null : (lines[first]?.offset ?? null)
}

function stripped(line: string): string {
  return line
    .replace(/^[>\s*_]+/, '')
    .replace(/[*\u3000]/g, '')
    .trim()
}
