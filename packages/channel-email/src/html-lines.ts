/** Puts the text of sanitised HTML together to lines, as they are read on the screen: blocks and breaks end them. */
type Range = { start: number; end: number }

/** `element` is the one the line began in, as its reader knows elements. */
export type HtmlLine<Element> = { text: string; start: number; ranges: readonly Range[]; element: Element | null }

const blockTags = new Set(
  'address blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table td th tr ul'.split(' '),
)
/** Cells of one row stand on one line. */
const longestLine = 600
const mostRecent = 3

export class HtmlLines<Element = unknown> {
  /** Visible characters read so far. */
  textEnd = 0
  /** Where the current line starts, in visible characters. */
  lineStart = 0
  /** The last lines that had text, oldest first. */
  recent: HtmlLine<Element>[] = []
  readonly #done: (line: HtmlLine<Element>) => void
  #text = ''
  #ranges: Range[] = []
  #element: Element | null = null

  constructor(done: (line: HtmlLine<Element>) => void) {
    this.#done = done
  }

  open(name: string): void {
    if (blockTags.has(name)) this.end()
  }

  close(name: string): void {
    if (blockTags.has(name)) this.end()
  }

  write(text: string, range: Range, element: Element | null): void {
    const visible = text.trim().length
    if (visible === 0 && this.#ranges.length === 0) return
    if (this.#ranges.length === 0) {
      this.#element = element
      this.lineStart = this.textEnd
    }
    this.textEnd += visible
    if (this.#text.length <= longestLine) this.#text += text
    this.#ranges.push(range)
  }

  end(): void {
    const [first] = this.#ranges
    if (first) {
      // No line that introduces a quote is longer; the rest is only known to be text.
      const text = this.#text.length > longestLine ? this.#text : this.#text.replace(/\s+/g, ' ').trim()
      const line = { text, start: first.start, ranges: this.#ranges, element: this.#element }
      if (text !== '') {
        this.recent = [...this.recent.slice(1 - mostRecent), line]
        this.#done(line)
      }
    }
    this.#text = ''
    this.#ranges = []
    this.#element = null
  }
}
