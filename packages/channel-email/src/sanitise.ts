/**
 * Mail HTML without anything that runs, loads, overlays or posts. Defence in depth: what shows the result can neither run
 * nor load anything either.
 */
import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html'
import { quoteMarkOf, quoteMarks, type QuoteMark } from './quote-marks.ts'
import { safeStyle } from './style-attribute.ts'

const allowedTags =
  `a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure
  font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub sup table tbody
  td tfoot th thead time tr tt u ul var wbr`.split(/\s+/)

const everywhere = ['style', 'dir', 'lang', 'title', 'align', 'valign', 'width', 'height', 'bgcolor', 'data-quote']
const allowedAttributes: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'target', 'rel'],
  img: ['src', 'alt', 'border', 'data-remote-src'],
  table: ['border', 'cellpadding', 'cellspacing'],
  td: ['colspan', 'rowspan', 'nowrap'],
  th: ['colspan', 'rowspan', 'nowrap'],
  col: ['span'],
  colgroup: ['span'],
  font: ['color', 'face', 'size'],
  ol: ['start', 'type'],
  ul: ['type'],
  li: ['value'],
}

const linkShape = /^(?:https?:\/\/|mailto:|tel:)/i
const remoteShape = /^(?:https?:)?\/\/[^\s]/i
const inlineImageShape = /^data:image\/(?:png|gif|jpe?g|webp);base64,[a-z0-9+/=\s]*$/i
/** Browsers read through these inside a scheme. */
const invisible = /[\0-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g
/** Newsletters nest tables some hundred deep; deeper elements lose their tags and keep their text. */
const deepestNesting = 256

/** `remote`: images that would be loaded from elsewhere, each kept as `data-remote-src`. `marks`: signs of quoted history. */
export type SafeHtml = { html: string; remoteImages: number; quoteMarks: number }

export function sanitise(html: string): SafeHtml {
  const found = { remoteImages: 0, quoteMarks: 0 }
  const styles = new Map<string, string>()
  const options: IOptions = {
    allowedTags,
    allowedAttributes: { ...allowedAttributes, '*': everywhere },
    parseStyleAttributes: false,
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['cid', 'data'] },
    allowProtocolRelative: false,
    nestingLimit: deepestNesting,
    nonTextTags: [
      'script',
      'style',
      'textarea',
      'option',
      'xmp',
      'noscript',
      'title',
      'template',
      'noembed',
      'noframes',
    ],
    transformTags: { '*': (tag, attributes) => safeTag(tag, attributes, found, styles) },
  }
  return { html: sanitizeHtml(html.replaceAll('\0', ''), options).trim().toWellFormed(), ...found }
}

function safeTag(
  tag: string,
  given: Attributes,
  found: { remoteImages: number; quoteMarks: number },
  styles: Map<string, string>,
): Tag {
  const mark = quoteMarkOf(tag, given) ?? givenMark(given['data-quote'])
  const attribs: Attributes = {}
  const own = Object.hasOwn(allowedAttributes, tag) ? allowedAttributes[tag] : undefined
  for (const name in given) if (everywhere.includes(name) || own?.includes(name)) attribs[name] = given[name] ?? ''
  if (attribs['style'] !== undefined) setOrDrop(attribs, 'style', cachedStyle(attribs['style'], styles))
  delete attribs['data-quote']
  if (mark !== null) {
    attribs['data-quote'] = mark
    found.quoteMarks++
  }
  if (tag === 'img') found.remoteImages += neutraliseImage(attribs)
  if (tag === 'a') neutraliseLink(attribs)
  // QQ wraps its quote in a tag of its own, which must not vanish together with its mark.
  return { tagName: tag === 'includetail' ? 'div' : tag, attribs }
}

function givenMark(value: string | undefined): QuoteMark | null {
  return quoteMarks.find((mark) => mark === value) ?? null
}

function cachedStyle(style: string, styles: Map<string, string>): string {
  const known = styles.get(style)
  if (known !== undefined) return known
  const safe = safeStyle(style)
  styles.set(style, safe)
  return safe
}

/** Leaves images the mail itself carries; others keep their address where no browser looks for it. Returns how many. */
function neutraliseImage(attribs: Attributes): number {
  const source = attribs['src']?.trim() ?? ''
  const remote = remoteShape.test(source) ? source : (attribs['data-remote-src'] ?? '')
  if (!/^cid:\S/i.test(source) && !inlineImageShape.test(source)) delete attribs['src']
  delete attribs['data-remote-src']
  if (!remoteShape.test(remote)) return 0
  attribs['data-remote-src'] = remote.startsWith('//') ? `https:${remote}` : remote
  return 1
}

function neutraliseLink(attribs: Attributes): void {
  const href = attribs['href']?.replace(invisible, '') ?? ''
  delete attribs['target']
  delete attribs['rel']
  if (!linkShape.test(href)) {
    delete attribs['href']
    return
  }
  attribs['href'] = href
  attribs['target'] = '_blank'
  attribs['rel'] = 'noopener noreferrer'
}

function setOrDrop(attribs: Attributes, name: string, value: string): void {
  if (value === '') delete attribs[name]
  else attribs[name] = value
}
