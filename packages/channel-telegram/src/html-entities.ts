/** The way back from the HTML a reply was stored with to Telegram's marks. It reads what `entity-html.ts` writes, and no other HTML. */
import type { Formatted, Mark, Run } from './formatted.ts'
import { formattedOf } from './formatted.ts'

const piece = /<(?<end>\/?)(?<tag>[a-z]+)(?: [a-z-]+="(?<value>[^"]*)")?>|(?<words>[^<]+)/g

const characters: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }

export function formattedIn(html: string): Formatted {
  const runs: Run[] = []
  const open: { tag: string; mark: Mark | null }[] = []
  const say = (text: string) => {
    runs.push({ text, marks: open.flatMap(({ mark }) => (mark === null ? [] : [mark])) })
  }
  for (const { groups = {} } of html.matchAll(piece)) {
    const { end, tag, value = '', words } = groups
    if (words !== undefined) say(unescaped(words))
    else if (tag === 'br') say('\n')
    else if (end === '' && tag !== undefined) open.push({ tag, mark: markOf(tag, unescaped(value)) })
    else
      open.splice(
        open.findLastIndex((known) => known.tag === tag),
        1,
      )
  }
  return formattedOf(runs)
}

function markOf(tag: string, value: string): Mark | null {
  switch (tag) {
    case 'b':
      return { type: 'bold' }
    case 'i':
      return { type: 'italic' }
    case 'code':
      return { type: 'code' }
    case 'blockquote':
      return { type: 'blockquote' }
    case 'pre':
      return value === '' ? { type: 'pre' } : { type: 'pre', language: value }
    case 'a':
      return { type: 'text_link', url: value }
    default:
      return null
  }
}

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot);/g, (escape) => characters[escape] ?? escape)
}
