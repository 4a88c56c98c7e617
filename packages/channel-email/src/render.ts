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

/** RFC 3676 §4.3: what mail programs know a signature by, the space included. */
const delimiter = '-- '

/** Both bodies say the same; the text is readable by itself. */
export function render(markdown: string, signature = ''): { text: string; html: string } {
  const blocks = blocksOf(markdown)
  const text = renderText(blocks)
  if (signature.trim() === '') return { text, html: renderHtml(blocks) }
  const under = blocksOf(signature)
  return { text: `${text}\n\n${delimiter}\n${renderText(under)}`, html: renderHtml(blocks, under) }
}

function blocksOf(markdown: string): Token[] {
  return parse(markdown.replace(/\r\n?/g, '\n'))
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
