/**
 * Turns what an agent wrote in our Markdown subset into the two bodies of a mail. Pure and total: what is outside the subset,
 * raw HTML above all, is shown as it was typed.
 */
import { Marked, type Token } from 'marked'
import { renderHtml } from './render-html.ts'
import { renderText } from './render-text.ts'

const marked = new Marked({ gfm: true, breaks: true })
/** marked's time grows with the square of these: 60 kB of `_a_` took 4.5 s. */
const costlyMarks = /[*_>]/g
const mostCostlyMarks = 5_000

/** Both bodies say the same; the text is readable by itself. */
export function render(markdown: string): { text: string; html: string } {
  const blocks = parse(markdown.replace(/\r\n?/g, '\n'))
  return { text: renderText(blocks), html: renderHtml(blocks) }
}

function parse(markdown: string): Token[] {
  const asTyped = [{ type: 'literal', raw: markdown }]
  if ((markdown.match(costlyMarks)?.length ?? 0) > mostCostlyMarks) return asTyped
  try {
    return marked.lexer(markdown)
  } catch (error) {
    // Deep nesting may exhaust the parser's stack.
    if (error instanceof RangeError) return asTyped
    throw error
  }
}
