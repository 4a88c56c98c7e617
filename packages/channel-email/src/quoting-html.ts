/**
 * Cuts quoted history out of sanitised HTML, for a folded view. Works on the sanitiser's own output, which is balanced,
 * so that pieces can be left out of the string without building a tree.
 */
import { quoteMarks, type QuoteMark } from './quote-marks.ts'
import { isAttribution, isForwardLine, isSeparator } from './quoting.ts'
import { attributeOf, walkSafeHtml } from './safe-html.ts'

type Range = { start: number; end: number }
/** Text positions count visible characters. */
type Quote = Range & { textStart: number; textEnd: number }
type Element = {
  name: string
  mark: QuoteMark | null
  start: number
  textStart: number
  /** Where the line before stands, when it says who wrote this element. */
  head: readonly Range[]
  /** Quotes within, for an element that may hold answers between them. */
  quotes: Quote[]
}
/** Text since the last block boundary. */
type Run = { text: string; ranges: Range[]; textStart: number }

const blockTags = new Set(
  'address blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table td th tr ul'.split(' '),
)
const outlookHeader =
  /(?:from|von|de|发件人|寄件者|寄件人|差出人)\s*[:：].*(?:sent|date|gesendet|datum|envoyé|发送时间|日期|寄件日期|送信日時)\s*[:：]/is
const longestHead = 2_000
const longestLine = 600
/** A cheap look for quotes that no mail program marked. */
const unmarkedQuote =
  /original message|原始邮件|邮件原件|原始郵件|ursprüngliche nachricht|wrote|写道|寫道|schrieb|a écrit|escribió/i

/** `null` when nothing is quoted, or when nothing would be left. `marks` counts the marks the sanitiser found. */
export function withoutQuotes(html: string, marks: number): string | null {
  if (marks === 0 && !unmarkedQuote.test(html)) return null
  return new QuoteScan(html).folded()
}

class QuoteScan {
  readonly #html: string
  readonly #stack: Element[] = []
  readonly #cuts: Range[] = []
  /** Everything from here on is history; `close` ends the elements open at that point. */
  #rest: { start: number; close: string } | null = null
  #forwarded = false
  #textEnd = 0
  #run: Run = { text: '', ranges: [], textStart: 0 }
  #runs: Run[] = []

  constructor(html: string) {
    this.#html = html
    walkSafeHtml(html, {
      open: (name, attributes, start) => this.#open(name, attributeOf(attributes, 'data-quote'), start),
      text: (text, start, end) => this.#read(text, { start, end }),
      close: (name, end) => this.#close(name, end),
    })
    this.#endRun()
  }

  folded(): string | null {
    if (this.#forwarded || (this.#cuts.length === 0 && this.#rest === null)) return null
    const end = this.#rest?.start ?? this.#html.length
    let folded = ''
    let at = 0
    for (const cut of this.#cuts.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
      if (cut.start < at || cut.start >= end) continue
      folded += this.#html.slice(at, cut.start)
      at = Math.min(cut.end, end)
    }
    folded += this.#html.slice(at, end) + (this.#rest?.close ?? '')
    return hasContent(folded) ? folded : null
  }

  #open(name: string, marked: string | null, start: number): void {
    if (blockTags.has(name)) this.#endRun()
    const mark = quoteMarks.find((candidate) => candidate === marked) ?? null
    const head = mark === 'block' || name === 'blockquote' ? this.#attribution() : []
    const named = mark ?? (head.length > 0 ? 'block' : null)
    if (named === 'rest') this.#cutRest(start)
    this.#stack.push({ name, mark: named, start, textStart: this.#textEnd, head, quotes: [] })
  }

  #read(text: string, range: Range): void {
    this.#textEnd += text.trim().length
    if (this.#run.text.length <= longestLine) this.#run.text += text
    this.#run.ranges.push(range)
  }

  #close(name: string, end: number): void {
    if (blockTags.has(name)) this.#endRun()
    const element = this.#stack.at(-1)
    if (element?.name !== name) return
    this.#stack.pop()
    if (element.mark === 'header' && outlookHeader.test(plain(this.#html.slice(element.start, end))))
      this.#cutRest(element.start)
    if (element.mark === 'answers' && hasAnswers(element.quotes, this.#textEnd)) this.#cuts.push(...element.quotes)
    else if (element.mark === 'answers' || element.mark === 'block' || element.mark === 'head')
      this.#quote(element, end)
  }

  #quote({ start, textStart, head }: Element, end: number): void {
    const holder = this.#stack.findLast(({ mark }) => mark === 'answers')
    const quote = { start, end, textStart, textEnd: this.#textEnd }
    if (holder) holder.quotes.push(quote)
    else this.#cuts.push(...head, quote)
  }

  /** History to the end counts only where no quote is open: within one it is cut anyway. */
  #cutRest(start: number): void {
    if (this.#rest !== null || this.#stack.some(({ mark }) => isQuote(mark))) return
    this.#rest = {
      start,
      close: this.#stack
        .toReversed()
        .map(({ name }) => `</${name}>`)
        .join(''),
    }
  }

  #endRun(): void {
    // No line that introduces a quote is longer; the rest is only known to be text.
    const text = this.#run.text.length > longestLine ? this.#run.text : this.#run.text.replace(/\s+/g, ' ').trim()
    if (text !== '') {
      const outermost = this.#stack.find(({ mark }) => isQuote(mark))
      const opensQuote = outermost === undefined || outermost.textStart === this.#run.textStart
      if (opensQuote && this.#rest === null && isForwardLine(text)) this.#forwarded = true
      if (isSeparator(text)) this.#cutRest(this.#run.ranges[0]?.start ?? 0)
      this.#runs = [...this.#runs.slice(-2), { ...this.#run, text }]
    }
    this.#run = { text: '', ranges: [], textStart: this.#textEnd }
  }

  /** Where the last lines stand, if they say who wrote what follows. */
  #attribution(): Range[] {
    for (let count = 1; count <= this.#runs.length; count++) {
      const runs = this.#runs.slice(-count)
      if (isAttribution(runs.map(({ text }) => text).join(' '))) return runs.flatMap(({ ranges }) => ranges)
    }
    return []
  }
}

function isQuote(mark: QuoteMark | null): boolean {
  return mark === 'answers' || mark === 'block' || mark === 'head'
}

/** Whether something was written after the first quote and outside the others. */
function hasAnswers(quotes: readonly Quote[], textEnd: number): boolean {
  let answered = 0
  let quotedTo: Quote | null = null
  for (const quote of quotes.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (quotedTo !== null && quote.end <= quotedTo.end) continue
    if (quotedTo !== null) answered += quote.textStart - quotedTo.textEnd
    quotedTo = quote
  }
  return quotedTo !== null && answered + textEnd - quotedTo.textEnd > 0
}

function plain(html: string): string {
  return html.slice(0, longestHead).replace(/<[^>]{0,2000}>/g, ' ')
}

function hasContent(html: string): boolean {
  return /<img\b/i.test(html) || html.replace(/<[^>]*>/g, '').replace(/&nbsp;|\s/g, '') !== ''
}
