/**
 * Cuts quoted history and signatures out of sanitised HTML, for a folded view. Works on the sanitiser's own output, which is
 * balanced, so that pieces can be left out of the string without building a tree.
 */
import { ClosingWatch, type Place } from './closing-html.ts'
import { HtmlLines, type HtmlLine } from './html-lines.ts'
import { type HeaderBlock, openHeaderBlock } from './header-block.ts'
import { quoteMarks, type QuoteMark } from './quote-marks.ts'
import { isAttribution, isForwardLine, isSeparator, mayEndAttribution } from './quote-words.ts'
import { pointsInside } from './quoting.ts'
import { attributeOf, walkSafeHtml } from './safe-html.ts'

type Range = { start: number; end: number }
/** `close` ends what is open around it, where it is an element. */
type Cut = Range & { close?: () => string }
/** Text positions count visible characters. */
type Quote = Cut & { textStart: number; textEnd: number }
type Element = {
  name: string
  parent: Element | null
  mark: QuoteMark | null
  /** How many elements marked as quotes are open, this one included. */
  quoteDepth: number
  start: number
  textStart: number
  /** Where the line before stands, when it says who wrote this element. */
  head: readonly Range[]
  /** Quotes within, for an element that may hold answers between them. */
  quotes: Quote[]
}

const outlookHeader =
  /(?:from|von|de|da|van|от|发件人|寄件者|寄件人|差出人|보낸 사람)\s*[:：].*(?:sent|date|gesendet|datum|envoyé|enviado|enviada|inviato|verzonden|отправлено|发送时间|日期|寄件日期|送信日時|보낸 날짜)\s*[:：]/is
const longestHead = 2_000

/** `null` when nothing is folded, or when nothing would be left. Only a reply (`isReply`) has history; anything may be signed. */
export function withoutQuotes(html: string, { isReply }: { isReply: boolean }): string | null {
  return new QuoteScan(html, isReply).folded()
}

class QuoteScan {
  readonly #html: string
  readonly #isReply: boolean
  readonly #lines: HtmlLines<Element>
  readonly #closing = new ClosingWatch()
  readonly #cuts: Cut[] = []
  readonly #signatures: Cut[] = []
  #top: Element | null = null
  /** Everything from here on is history. */
  #rest: Place | null = null
  /** An attribution that no quote has followed so far. */
  #attributed: Place | null = null
  #header: { block: HeaderBlock; place: Place } | null = null
  #forwarded = false

  constructor(html: string, isReply: boolean) {
    this.#html = html
    this.#isReply = isReply
    this.#lines = new HtmlLines<Element>((line) => this.#read(line))
    walkSafeHtml(html, {
      open: (name, attributes, start) => this.#open(name, attributeOf(attributes, 'data-quote'), start),
      text: (text, start, end) => this.#lines.write(text, { start, end }, this.#top),
      close: (name, end) => this.#close(name, end),
    })
    this.#lines.end()
  }

  folded(): string | null {
    if (this.#forwarded) return null
    const history = this.#without(this.#cuts, this.#rest)
    const isHistory = history !== null && this.#isReply && !pointsInside(plain(history))
    const [cuts, rest] = isHistory ? [this.#cuts, this.#rest] : [[], null]
    const signature = earlier(rest, this.#closing.found())
    const unsigned = this.#without([...cuts, ...this.#signatures], signature)
    return unsigned ?? (isHistory ? history : null)
  }

  /** `null` when that leaves everything, or nothing. */
  #without(cuts: readonly Cut[], from: Place | null): string | null {
    if (cuts.length === 0 && from === null) return null
    const rest = from && outside(cuts, from)
    const end = rest?.start ?? this.#html.length
    let folded = ''
    let at = 0
    for (const cut of cuts.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
      if (cut.start < at || cut.start >= end) continue
      folded += this.#html.slice(at, cut.start)
      at = Math.min(cut.end, end)
    }
    folded += this.#html.slice(at, end) + (rest?.close() ?? '')
    return hasContent(folded) ? folded : null
  }

  #open(name: string, marked: string | null, start: number): void {
    this.#lines.open(name)
    const mark = quoteMarks.find((candidate) => candidate === marked) ?? null
    const quotes = mark === 'block' || name === 'blockquote'
    const head = quotes ? this.#attribution() : []
    const named = mark ?? (head.length > 0 ? 'block' : null)
    if (quotes || isQuote(named)) this.#attributed = null
    if (named === 'rest') this.#cutRest({ start, close: closerOf(this.#top) })
    if (named === 'closing' && this.#quoteDepth() === 0 && !inSignature(this.#top))
      this.#closing.mark({ start, close: closerOf(this.#top) })
    const quoteDepth = this.#quoteDepth() + Number(isQuote(named))
    const { textEnd: textStart } = this.#lines
    this.#top = { name, parent: this.#top, mark: named, quoteDepth, start, textStart, head, quotes: [] }
  }

  #close(name: string, end: number): void {
    this.#lines.close(name)
    const element = this.#top
    if (element?.name !== name) return
    this.#top = element.parent
    const { mark, start } = element
    if (mark === 'header' && outlookHeader.test(plain(this.#html.slice(start, Math.min(end, start + longestHead)))))
      this.#cutRest({ start, close: closerOf(this.#top) })
    if (mark === 'signature' && this.#quoteDepth() === 0)
      this.#signatures.push({ start, end, close: closerOf(this.#top) })
    if (!isQuote(mark)) return
    if (mark !== 'answers' || !hasAnswers(element.quotes, this.#lines.textEnd)) this.#quote(element, end)
    else this.#cuts.push(...element.quotes)
    if (this.#quoteDepth() === 0) this.#closing.quoteEnds()
  }

  #quote({ start, textStart, head }: Element, end: number): void {
    const quote = { start, end, close: closerOf(this.#top), textStart, textEnd: this.#lines.textEnd }
    let holder = this.#quoteDepth() > 0 ? this.#top : null
    while (holder && holder.mark !== 'answers') holder = holder.parent
    if (holder) holder.quotes.push(quote)
    else this.#cuts.push(...head, quote)
  }

  /** One line of text, with the element it began in. */
  #read({ text, start, element }: HtmlLine<Element>): void {
    const place = { start, close: closerOf(element) }
    if (this.#attributed) this.#cutRest(this.#attributed)
    this.#attributed = null
    if (this.#opensQuote(element) && this.#rest === null && isForwardLine(text)) this.#forwarded = true
    if (isSeparator(text)) this.#cutRest(this.#ruleAbove() ?? place)
    this.#readHeader(text, place)
    if (this.#quoteDepth() === 0) this.#readOutside(text, place, element)
  }

  #readOutside(text: string, place: Place, element: Element | null): void {
    if (this.#rest === null && !inSignature(element)) this.#closing.read(text, place)
    if (!mayEndAttribution(text)) return
    const [first] = this.#attributionLines(false)
    if (!first) return
    const around = blockquoteOf(element)
    if (around?.textStart === this.#lines.lineStart) this.#becomesQuote(around)
    else this.#attributed = { start: first.start, close: closerOf(first.element) }
  }

  /** Some programs put the attribution into the quote. */
  #becomesQuote(blockquote: Element): void {
    blockquote.mark = 'block'
    for (let at = this.#top; at; at = at.parent) {
      at.quoteDepth += 1
      if (at === blockquote) return
    }
  }

  #readHeader(text: string, place: Place): void {
    if (this.#header && !this.#header.block.take(text)) this.#header = null
    if (!this.#header) {
      const block = openHeaderBlock(text)
      this.#header = block && { block, place: this.#ruleAbove() ?? place }
    }
    if (this.#header?.block.complete()) {
      this.#cutRest(this.#header.place)
      this.#header = null
    }
  }

  /** A mail that was passed on says so in its first line, or in the first line of its only quote. */
  #opensQuote(element: Element | null): boolean {
    let outermost: Element | null = null
    for (let at = element; at; at = at.parent) if (isQuote(at.mark)) outermost = at
    return outermost === null || outermost.textStart === this.#lines.lineStart
  }

  /** History to the end counts only where no quote is open: within one it is cut anyway. */
  #cutRest(place: Place): void {
    if (this.#rest === null && this.#quoteDepth() === 0) this.#rest = place
  }

  /** Where a line of dashes stands, if it is the line before. */
  #ruleAbove(): Place | null {
    const before = this.#lines.recent.at(-2)
    return before && /^[-_=—]{3,}$/.test(before.text) ? { start: before.start, close: closerOf(before.element) } : null
  }

  #quoteDepth(): number {
    return this.#top?.quoteDepth ?? 0
  }

  /** Where the last lines stand, if they say who wrote what follows. */
  #attribution(): Range[] {
    return this.#attributionLines(true).flatMap(({ ranges }) => ranges)
  }

  #attributionLines(quoteFollows: boolean): HtmlLine<Element>[] {
    const { recent } = this.#lines
    for (let count = 1; count <= recent.length; count++) {
      const lines = recent.slice(-count)
      if (isAttribution(lines.map(({ text }) => text).join(' '), { quoteFollows })) return lines
    }
    return []
  }
}

function isQuote(mark: QuoteMark | null): boolean {
  return mark === 'answers' || mark === 'block' || mark === 'head'
}

function inSignature(element: Element | null): boolean {
  for (let at = element; at; at = at.parent) if (at.mark === 'signature') return true
  return false
}

function blockquoteOf(element: Element | null): Element | null {
  for (let at = element; at; at = at.parent) if (at.name === 'blockquote') return at
  return null
}

function closerOf(element: Element | null): () => string {
  return () => {
    let close = ''
    for (let at = element; at; at = at.parent) close += `</${at.name}>`
    return close
  }
}

function earlier(a: Place | null, b: Place | null): Place | null {
  if (!a || !b) return a ?? b
  return a.start <= b.start ? a : b
}

/** A place within something that is cut out: what is left ends where that starts. */
function outside(cuts: readonly Cut[], place: Place): Place {
  let found = place
  for (const { start, end, close } of cuts) {
    if (close && start < place.start && end > place.start && start < found.start) found = { start, close }
  }
  return found
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
  return html
    .slice(0, longestHead * 4)
    .replace(/<[^>]{0,2000}>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function hasContent(html: string): boolean {
  return /<img\b/i.test(html) || html.replace(/<[^>]*>/g, '').replace(/&nbsp;|\s/g, '') !== ''
}
