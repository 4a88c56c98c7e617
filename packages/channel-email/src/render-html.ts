/** The HTML body of a mail from parsed Markdown: known tokens only, inline styles (mail programs drop style sheets), everything escaped. */
import type { Token, Tokens } from 'marked'
import { contentIdOf, deepest, safeHref } from './markdown-link.ts'

const font =
  "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
const bodyStyle = `${font};font-size:14px;line-height:1.5;color:#1a1a1a`
const signatureStyle = 'margin:1em 0 0;padding:1em 0 0;border-top:1px solid #ddd;color:#555'
const blockStyle = 'margin:0 0 1em'
const quoteStyle = 'margin:0 0 1em;padding:0 0 0 1em;border-left:3px solid #ccc;color:#555'
const monospace = "font-family:Menlo,Consolas,'Noto Sans Mono CJK SC',monospace;font-size:13px"
const codeStyle = `${monospace};background:#f4f4f4;padding:1px 4px`
const codeBlockStyle = `${monospace};margin:0 0 1em;padding:8px 12px;background:#f4f4f4;white-space:pre-wrap`

/** The signature stands in a block of its own that mail programs know by Gmail's and Thunderbird's class names. */
export function renderHtml(blocks: readonly Token[], signature: readonly Token[] = []): string {
  const under =
    signature.length === 0
      ? ''
      : `<div class="gmail_signature moz-signature" style="${signatureStyle}">${blocksToHtml(signature, 0)}</div>`
  return `<div style="${bodyStyle}">${blocksToHtml(blocks, 0)}${under}</div>`
}

function blocksToHtml(tokens: readonly Token[], depth: number): string {
  return tokens.map((token) => blockToHtml(token, depth)).join('')
}

function blockToHtml(token: Token, depth: number): string {
  if (depth > deepest) return literalHtml(token.raw)
  switch (token.type) {
    case 'space':
      return ''
    case 'paragraph':
    case 'text':
      return `<p style="${blockStyle}">${inlineToHtml((token as Tokens.Paragraph).tokens ?? [token], depth)}</p>`
    case 'blockquote':
      return `<blockquote style="${quoteStyle}">${blocksToHtml((token as Tokens.Blockquote).tokens, depth + 1)}</blockquote>`
    case 'code':
      return `<pre style="${codeBlockStyle}">${escapeHtml((token as Tokens.Code).text)}</pre>`
    case 'list':
      return listToHtml(token as Tokens.List, depth)
    default:
      return literalHtml(token.raw)
  }
}

function listToHtml(list: Tokens.List, depth: number): string {
  const tag = list.ordered ? 'ol' : 'ul'
  const start = list.ordered && list.start !== '' && list.start !== 1 ? ` start="${list.start}"` : ''
  const items = list.items.map((item) => `<li>${itemToHtml(item, depth + 1)}</li>`)
  return `<${tag}${start} style="${blockStyle};padding-left:2em">${items.join('')}</${tag}>`
}

/** A tight item's words stand in the `li` itself, not in a paragraph of their own. */
function itemToHtml(item: Tokens.ListItem, depth: number): string {
  return item.tokens
    .map((token) =>
      token.type === 'text' ? inlineToHtml((token as Tokens.Text).tokens ?? [token], depth) : blockToHtml(token, depth),
    )
    .join('')
}

function inlineToHtml(tokens: readonly Token[], depth: number): string {
  return tokens.map((token) => inlineTokenToHtml(token, depth)).join('')
}

function inlineTokenToHtml(token: Token, depth: number): string {
  if (depth > deepest) return escapeHtml(token.raw)
  switch (token.type) {
    case 'strong':
      return `<strong>${inlineToHtml((token as Tokens.Strong).tokens, depth + 1)}</strong>`
    case 'em':
      return `<em>${inlineToHtml((token as Tokens.Em).tokens, depth + 1)}</em>`
    case 'codespan':
      return `<code style="${codeStyle}">${escapeHtml((token as Tokens.Codespan).text)}</code>`
    case 'br':
      return '<br>'
    case 'link':
      return linkToHtml(token as Tokens.Link, depth)
    case 'image':
      return imageToHtml(token as Tokens.Image)
    case 'escape':
    case 'text':
      return escapeHtml((token as Tokens.Text).text)
    default:
      return escapeHtml(token.raw)
  }
}

function linkToHtml(link: Tokens.Link, depth: number): string {
  const href = safeHref(link.href)
  return href === null
    ? escapeHtml(link.raw)
    : `<a href="${escapeHtml(href)}">${inlineToHtml(link.tokens, depth + 1)}</a>`
}

/** Only images the mail itself carries are shown; a remote one would tell its host who read the mail. */
function imageToHtml(image: Tokens.Image): string {
  const contentId = contentIdOf(image)
  if (contentId === null) return escapeHtml(image.raw)
  return `<img src="cid:${contentId}" alt="${escapeHtml(image.text)}" style="max-width:100%">`
}

function literalHtml(raw: string): string {
  const lines = escapeHtml(raw.trim()).split('\n')
  return `<p style="${blockStyle}">${lines.join('<br>')}</p>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
