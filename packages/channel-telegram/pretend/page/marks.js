/** A text with its marks, as Telegram gives them: offsets and lengths in UTF-16 units, one inside another. */
import { h } from '../kit/page.js'

const elements = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
}

export function marked(text, entities) {
  const sorted = entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length)
  return within(text, sorted, { from: 0, to: text.length })
}

function within(text, entities, { from, to }) {
  const parts = []
  let at = from
  for (let index = 0; index < entities.length;) {
    const entity = entities[index]
    const end = Math.min(to, entity.offset + entity.length)
    const inside = []
    for (index += 1; index < entities.length && entities[index].offset < end; index += 1) inside.push(entities[index])
    parts.push(text.slice(at, entity.offset), element(entity, within(text, inside, { from: entity.offset, to: end })))
    at = end
  }
  return [...parts, text.slice(at, to)]
}

function element({ type, url }, children) {
  if (type === 'text_link' && /^(https?|mailto|tel):/i.test(url))
    return h('a', { href: url, rel: 'noreferrer noopener', target: '_blank' }, ...children)
  if (type === 'spoiler') return h('span', { class: 'spoiler', tabindex: 0 }, ...children)
  return h(elements[type] ?? 'span', {}, ...children)
}
