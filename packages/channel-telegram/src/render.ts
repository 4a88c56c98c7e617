/**
 * What an agent wrote in our Markdown subset, with Telegram's marks. Pure and total: what is outside the subset, raw HTML above all,
 * is shown as it was typed.
 */
import { Marked, type Token, type Tokens } from 'marked'
import { htmlOf } from './entity-html.ts'
import { type Formatted, formattedOf, type Mark, type Run, trimmed } from './formatted.ts'

const marked = new Marked({ gfm: true, breaks: true })
/** marked's time grows with the square of these. */
const costlyMarks = /[*_>]/g
const mostCostlyMarks = 5_000
/** Nesting beyond this is shown as typed. */
const deepest = 20

export function render(markdown: string): { text: string; html: string | null } {
  const formatted = formattedFrom(markdown)
  return { text: formatted.text, html: htmlOf(formatted) }
}

export function formattedFrom(markdown: string): Formatted {
  return trimmed(formattedOf(blocksToRuns(blocksOf(markdown), 0)))
}

/** The blocks of a text; their `raw` together is the text. */
export function blocksOf(markdown: string): Token[] {
  const source = markdown.replace(/\r\n?/g, '\n')
  const asTyped = [{ type: 'literal', raw: source }]
  if ((source.match(costlyMarks)?.length ?? 0) > mostCostlyMarks) return asTyped
  try {
    return marked.lexer(source)
  } catch (error) {
    // Deep nesting may exhaust the parser's stack.
    if (error instanceof RangeError) return asTyped
    throw error
  }
}

function blocksToRuns(tokens: readonly Token[], depth: number): Run[] {
  const blocks = tokens.filter(({ type }) => type !== 'space').map((token) => blockToRuns(token, depth))
  return joined(blocks, '\n\n')
}

function blockToRuns(token: Token, depth: number): Run[] {
  if (depth > deepest) return plain(token.raw.trim())
  switch (token.type) {
    case 'paragraph':
    case 'text':
      return inlineToRuns((token as Tokens.Paragraph).tokens ?? [token], depth)
    case 'blockquote':
      return quoteToRuns(token as Tokens.Blockquote, depth)
    case 'code': {
      const { text, lang } = token as Tokens.Code
      return [{ text, marks: [lang ? { type: 'pre', language: lang } : { type: 'pre' }] }]
    }
    case 'list':
      return listToRuns(token as Tokens.List, depth)
    default:
      return plain(token.raw.trim())
  }
}

/** Telegram's quotes do not nest: one within another keeps its typed sign. */
function quoteToRuns({ tokens }: Tokens.Blockquote, depth: number): Run[] {
  const inside = blocksToRuns(tokens, depth + 1)
  return depth > 0 ? indented(inside, '> ', '> ') : under({ type: 'blockquote' }, inside)
}

function listToRuns(list: Tokens.List, depth: number): Run[] {
  const first = list.ordered && list.start !== '' ? list.start : 1
  const items = list.items.map((item, index) => {
    const sign = list.ordered ? `${first + index}. ` : '- '
    const blocks = item.tokens.filter(({ type }) => type !== 'space').map((token) => blockToRuns(token, depth + 1))
    return indented(joined(blocks, item.loose ? '\n\n' : '\n'), sign, ' '.repeat(sign.length))
  })
  return joined(items, list.loose ? '\n\n' : '\n')
}

function inlineToRuns(tokens: readonly Token[], depth: number): Run[] {
  return tokens.flatMap((token) => inlineTokenToRuns(token, depth))
}

function inlineTokenToRuns(token: Token, depth: number): Run[] {
  if (depth > deepest) return plain(token.raw)
  switch (token.type) {
    case 'strong':
      return under({ type: 'bold' }, inlineToRuns((token as Tokens.Strong).tokens, depth + 1))
    case 'em':
      return under({ type: 'italic' }, inlineToRuns((token as Tokens.Em).tokens, depth + 1))
    case 'codespan':
      return [{ text: (token as Tokens.Codespan).text, marks: [{ type: 'code' }] }]
    case 'br':
      return plain('\n')
    case 'link':
      return linkToRuns(token as Tokens.Link, depth)
    case 'escape':
      return plain((token as Tokens.Escape).text)
    case 'text': {
      const { text, tokens } = token as Tokens.Text
      return tokens ? inlineToRuns(tokens, depth) : plain(text)
    }
    default:
      return plain(token.raw)
  }
}

/** Addresses of mail and telephones cannot stand behind words at Telegram, so they are written out. */
function linkToRuns(link: Tokens.Link, depth: number): Run[] {
  const url = URL.parse(link.href)
  if (url === null || !['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol)) return plain(link.raw)
  const label = inlineToRuns(link.tokens, depth + 1)
  const shown = label.map(({ text }) => text).join('')
  const bare = link.href.replace(/^(?:mailto:|tel:|https?:\/\/)/, '')
  if (shown === link.href || shown === bare) return label
  if (url.protocol === 'mailto:' || url.protocol === 'tel:') return [...label, ...plain(` (${bare})`)]
  return under({ type: 'text_link', url: url.href }, label)
}

/** No mark lies over code, and over words of a link no second one. */
function under(mark: Mark, runs: readonly Run[]): Run[] {
  return runs.map((run) => {
    if (mark.type === 'text_link') return { ...run, marks: [mark, ...run.marks.filter(({ type }) => type !== 'code')] }
    const isCode = run.marks.some(({ type }) => type === 'code' || type === 'pre')
    return isCode && mark.type !== 'blockquote' ? run : { ...run, marks: [mark, ...run.marks] }
  })
}

function indented(runs: readonly Run[], first: string, others: string): Run[] {
  const rest = runs.map((run) => ({ ...run, text: run.text.replaceAll(/\n(?!\n)/g, `\n${others}`) }))
  return [...plain(first), ...rest]
}

function joined(blocks: readonly Run[][], between: string): Run[] {
  return blocks.flatMap((runs, index) => (index === 0 ? runs : [...plain(between), ...runs]))
}

function plain(text: string): Run[] {
  return [{ text, marks: [] }]
}
