/** Marked text as HTML for the desk. It is made here, tag by tag, so there is nothing in it to clean. */
import type { MessageEntity } from '@grammyjs/types'
import type { Formatted } from './formatted.ts'

type Span = { start: number; end: number; open: string; close: string }

/** More marks than Telegram lets a message have are no message of Telegram's. */
const mostEntities = 500
const linkSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:'])
const spoilerStyle = 'background:#d4d7dd;border-radius:3px'

const plainTags: Partial<Record<MessageEntity['type'], string>> = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  spoiler: `span style="${spoilerStyle}"`,
  code: 'code',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
}

/** `null` where the text has no marks that show. Line breaks are `<br>`, spaces are kept. */
export function htmlOf({ text, entities }: Formatted): string | null {
  const spans = entities.slice(0, mostEntities).flatMap((entity) => spanOf(entity, text))
  if (spans.length === 0) return null
  spans.sort((a, b) => a.start - b.start || b.end - a.end)
  const edges = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b)
  let html = ''
  let open: Span[] = []
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1] ?? text.length
    const here = spans.filter(({ start, end }) => start <= from && end >= to && end > from)
    const same = open.findIndex((span, depth) => span !== here[depth])
    const kept = same === -1 ? open.length : same
    html +=
      closing(open.slice(kept)) +
      here
        .slice(kept)
        .map((span) => span.open)
        .join('')
    html += escapeHtml(text.slice(from, to))
    open = here
  }
  return `<div style="white-space:pre-wrap">${html}${closing(open)}</div>`
}

function closing(spans: readonly Span[]): string {
  return spans
    .map(({ close }) => close)
    .toReversed()
    .join('')
}

function spanOf(entity: MessageEntity, text: string): Span[] {
  const start = Math.max(0, entity.offset)
  const end = Math.min(text.length, entity.offset + entity.length)
  const tag = end > start ? tagOf(entity, text.slice(start, end)) : null
  return tag === null ? [] : [{ start, end, open: `<${tag}>`, close: `</${tag.split(' ', 1)[0]}>` }]
}

/** `null` for marks that only say what the text says itself, such as hashtags. */
function tagOf(entity: MessageEntity, marked: string): string | null {
  if (entity.type === 'pre')
    return entity.language === undefined ? 'pre' : `pre data-language="${escapeHtml(entity.language)}"`
  if (entity.type === 'text_link') return anchor(entity.url)
  if (entity.type === 'url') return anchor(/^[a-z][a-z\d+.-]*:/i.test(marked) ? marked : `https://${marked}`)
  if (entity.type === 'email') return anchor(`mailto:${marked}`)
  return plainTags[entity.type] ?? null
}

function anchor(address: string): string | null {
  const url = URL.parse(address)
  return url !== null && linkSchemes.has(url.protocol) ? `a href="${escapeHtml(url.href)}"` : null
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>')
}
