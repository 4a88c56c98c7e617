export type Span = { kind: 'plain' | 'link' | 'strong' | 'em' | 'code'; text: string; at: number }

const link = /https?:\/\/[^\s<>"'()\u3000-\u303f\uff00-\uffef]+[^\s<>"'()\u3000-\u303f\uff00-\uffef.,;:!?\]]/
const marks = /\*\*(?<strong>[^\n*]+)\*\*|\*(?<em>[^\s*][^\n*]*)\*|`(?<code>[^\n`]+)`/

const linksOnly = new RegExp(`(?<link>${link.source})`, 'g')
const linksAndMarks = new RegExp(`(?<link>${link.source})|${marks.source}`, 'g')

/** Splits text into links, and where it is marked also into what our Markdown subset emphasises. Each pass is linear. */
export function spansOf(text: string, marked: boolean): Span[] {
  const spans: Span[] = []
  let end = 0
  for (const match of text.matchAll(marked ? linksAndMarks : linksOnly)) {
    if (match.index > end) spans.push({ kind: 'plain', text: text.slice(end, match.index), at: end })
    const { link: url, strong, em, code } = match.groups ?? {}
    if (url !== undefined) spans.push({ kind: 'link', text: url, at: match.index })
    else if (strong !== undefined) spans.push({ kind: 'strong', text: strong, at: match.index })
    else if (em !== undefined) spans.push({ kind: 'em', text: em, at: match.index })
    else spans.push({ kind: 'code', text: code ?? '', at: match.index })
    end = match.index + match[0].length
  }
  if (end < text.length) spans.push({ kind: 'plain', text: text.slice(end), at: end })
  return spans
}
