/** A letter as both bodies of a message. The HTML is made here, from text alone, so there is nothing in it to clean. */
import type { InboundBody } from '@cordboard/core/message'
import { escapeHtml } from './escape-html.ts'
import type { Letter } from './raw.ts'

export function letterBody({ paragraphs, signature, quoted }: Letter): InboundBody {
  const ownText = [paragraphs.join('\n\n'), signature.join('\n')].filter((part) => part !== '').join('\n\n')
  const ownHtml = `${paragraphs.map(paragraph).join('')}${signatureHtml(signature)}`
  if (quoted === null) return { text: ownText, html: ownHtml, textFold: null, foldedHtml: null }
  const quotedText = [quoted.intro, ...quoted.lines.map((line) => `> ${line}`)].join('\n')
  const quotedHtml = `<p>${escapeHtml(quoted.intro)}</p><blockquote>${quoted.lines.map(escapeHtml).join('<br>')}</blockquote>`
  return {
    text: `${ownText}\n\n${quotedText}`,
    html: `${ownHtml}${quotedHtml}`,
    textFold: ownText.length,
    foldedHtml: ownHtml,
  }
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`
}

function signatureHtml(lines: readonly string[]): string {
  if (lines.length === 0) return ''
  const [name = '', ...rest] = lines.map(escapeHtml)
  const small = rest.map((line) => `<br><span style="color:#636a78;font-size:13px">${line}</span>`).join('')
  return `<table style="border-left:3px solid #2f5bd8"><tr><td style="padding-left:12px"><b>${name}</b>${small}</td></tr></table>`
}
