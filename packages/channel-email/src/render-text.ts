/** The plain text body of a mail from parsed Markdown: readable by itself, links written out. */
import type { Token, Tokens } from 'marked'
import { contentIdOf, deepest, safeHref } from './markdown-link.ts'

export function renderText(blocks: readonly Token[]): string {
  const lines = blocksToText(blocks, 0).trim().split('\n')
  return lines.map((line) => line.trimEnd()).join('\n')
}

function blocksToText(tokens: readonly Token[], depth: number): string {
  return tokens
    .filter(({ type }) => type !== 'space')
    .map((token) => blockToText(token, depth))
    .join('\n\n')
}

function blockToText(token: Token, depth: number): string {
  if (depth > deepest) return token.raw.trim()
  switch (token.type) {
    case 'paragraph':
    case 'text':
      return inlineToText((token as Tokens.Paragraph).tokens ?? [token], depth)
    case 'blockquote':
      return indent(blocksToText((token as Tokens.Blockquote).tokens, depth + 1), '> ', '> ')
    case 'code':
      return (token as Tokens.Code).text
    case 'list':
      return listToText(token as Tokens.List, depth)
    default:
      return token.raw.trim()
  }
}

function listToText(list: Tokens.List, depth: number): string {
  const first = list.ordered && list.start !== '' ? list.start : 1
  const items = list.items.map((item, index) => {
    const marker = list.ordered ? `${first + index}. ` : '- '
    const blocks = item.tokens.filter(({ type }) => type !== 'space').map((token) => blockToText(token, depth + 1))
    return indent(blocks.join(item.loose ? '\n\n' : '\n'), marker, ' '.repeat(marker.length))
  })
  return items.join(list.loose ? '\n\n' : '\n')
}

function inlineToText(tokens: readonly Token[], depth: number): string {
  return tokens.map((token) => inlineTokenToText(token, depth)).join('')
}

function inlineTokenToText(token: Token, depth: number): string {
  if (depth > deepest) return token.raw
  switch (token.type) {
    case 'strong':
    case 'em':
      return inlineToText((token as Tokens.Strong).tokens, depth + 1)
    case 'codespan':
    case 'escape':
    case 'text':
      return (token as Tokens.Text).text
    case 'br':
      return '\n'
    case 'link':
      return linkToText(token as Tokens.Link, depth)
    case 'image':
      return contentIdOf(token as Tokens.Image) === null ? token.raw : `[${(token as Tokens.Image).text}]`
    default:
      return token.raw
  }
}

function linkToText(link: Tokens.Link, depth: number): string {
  const href = safeHref(link.href)
  if (href === null) return link.raw
  const label = inlineToText(link.tokens, depth + 1)
  const bare = link.href.replace(/^(?:mailto:|tel:|https?:\/\/)/, '')
  return label === link.href || label === bare ? label : `${label} (${link.href.replace(/^(?:mailto:|tel:)/, '')})`
}

function indent(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : others}${line}`.trimEnd())
    .join('\n')
}
