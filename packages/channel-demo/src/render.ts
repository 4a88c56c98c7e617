/** The two bodies of a reply in our Markdown subset. Pure; everything outside the subset is shown as it was typed. */
import { escapeHtml } from './escape-html.ts'

const marks =
  /\*\*(?<strong>[^\n*]+)\*\*|\*(?<em>[^\s*][^\n*]*)\*|`(?<code>[^\n`]+)`|\[(?<label>[^[\]\n]+)\]\((?<url>https?:\/\/[^\s()]+)\)/g
const bullet = /^[-*] +/
const number = /^\d{1,3}[.)] +/

export function render(markdown: string): { text: string; html: string } {
  const source = markdown.replace(/\r\n?/g, '\n')
  const blocks = source.split(/\n{2,}/).filter((block) => block.trim() !== '')
  return { text: source.replace(marks, (...match) => plainWords(match)), html: blocks.map(blockHtml).join('') }
}

type Groups = { strong?: string; em?: string; code?: string; label?: string; url?: string }

function blockHtml(block: string): string {
  const lines = block.split('\n')
  for (const [shape, tag] of [[bullet, 'ul'] as const, [number, 'ol'] as const]) {
    if (!lines.every((line) => shape.test(line))) continue
    return `<${tag}>${lines.map((line) => `<li>${inlineHtml(line.replace(shape, ''))}</li>`).join('')}</${tag}>`
  }
  return `<p>${lines.map(inlineHtml).join('<br>')}</p>`
}

function inlineHtml(line: string): string {
  let html = ''
  let end = 0
  for (const match of line.matchAll(marks)) {
    html += escapeHtml(line.slice(end, match.index)) + markedHtml(match.groups as Groups)
    end = match.index + match[0].length
  }
  return html + escapeHtml(line.slice(end))
}

function markedHtml({ strong, em, code, label = '', url = '' }: Groups): string {
  if (strong !== undefined) return `<strong>${escapeHtml(strong)}</strong>`
  if (em !== undefined) return `<em>${escapeHtml(em)}</em>`
  if (code !== undefined) return `<code>${escapeHtml(code)}</code>`
  return `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`
}

/** What is left of a mark in plain text; a link keeps its address. */
function plainWords(match: readonly unknown[]): string {
  const { strong, em, code, label, url } = match.at(-1) as Groups
  return strong ?? em ?? code ?? `${label} (${url})`
}
