/**
 * Mail HTML without anything that runs, loads, overlays or posts. Defence in depth: what shows the result can neither run
 * nor load anything either.
 */
import sanitizeHtml, { type Attributes, type IOptions, type Tag } from 'sanitize-html'
import { quoteMarkOf, quoteMarks, type QuoteMark } from './quote-marks.ts'
import { safeStyle } from './style-attribute.ts'

const allowedTags =
  `a abbr address b bdi big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure
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
const turned = /[\u202d\u202e]/g
/** Newsletters nest tables some hundred deep; deeper elements lose their tags and keep their text. */
const deepestNesting = 256

/** QQ wraps quote and signature, and Outlook each paragraph's text, in tags of their own; their mark must not vanish with it. */
const renamedTags = new Map([
  ['includetail', 'div'],
  ['sign', 'div'],
  ['o:p', 'span'],
])
/** What holds no elements, or stands above all of them: leaving these out moves nothing into a new parent. */
const rootTags = ['html', 'head', 'body']
const childlessTags = ['meta', 'link', 'base', 'style', 'script', 'title']
/** A tag left out can bring two together that no parser leaves nested; each further reading settles one such layer. */
const mostReadings = 8

/** `remoteImages`: how many would be loaded from elsewhere, each kept as `data-remote-src`. */
export type SafeHtml = { html: string; remoteImages: number }

type Found = { remoteImages: number; tagsKept: number; moved: boolean }

/** Reading the result again changes nothing: a browser must not find other elements in it than were judged here. */
export function sanitise(html: string): SafeHtml {
  let reading = readOnce(html.replaceAll('\0', ''))
  for (let readings = 1; reading.moved; readings++) {
    if (readings === mostReadings) return { html: textOf(reading.html), remoteImages: 0 }
    const next = readOnce(reading.html)
    reading = { ...next, moved: next.html !== reading.html }
  }
  return { html: reading.html, remoteImages: reading.remoteImages }
}

function readOnce(html: string): SafeHtml & { moved: boolean } {
  const found: Found = { remoteImages: 0, tagsKept: 0, moved: false }
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
  // Characters that turn text round show an amount or an address nobody wrote.
  const safe = sanitizeHtml(html, options).replace(turned, '').trim().toWellFormed()
  return { html: safe, remoteImages: found.remoteImages, moved: found.moved }
}

function textOf(html: string): string {
  return sanitizeHtml(html, { allowedTags: [], nestingLimit: deepestNesting })
}

function safeTag(tag: string, given: Attributes, found: Found, styles: Map<string, string>): Tag {
  noteWhatMoves(tag, found)
  const mark = quoteMarkOf(tag, given) ?? givenMark(given['data-quote'])
  const attribs: Attributes = {}
  const own = Object.hasOwn(allowedAttributes, tag) ? allowedAttributes[tag] : undefined
  for (const name in given) if (everywhere.includes(name) || own?.includes(name)) attribs[name] = given[name] ?? ''
  if (attribs['style'] !== undefined) setOrDrop(attribs, 'style', cachedStyle(attribs['style'], styles))
  delete attribs['data-quote']
  if (mark !== null) attribs['data-quote'] = mark
  if (tag === 'img') found.remoteImages += neutraliseImage(attribs)
  if (tag === 'a') neutraliseLink(attribs)
  return { tagName: renamedTags.get(tag) ?? tag, attribs }
}

function noteWhatMoves(tag: string, found: Found): void {
  if (allowedTags.includes(tag) || renamedTags.has(tag)) found.tagsKept++
  else if (rootTags.includes(tag)) found.moved ||= found.tagsKept > 0
  else if (!childlessTags.includes(tag)) found.moved = true
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
