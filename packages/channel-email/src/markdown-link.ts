/** Which links and images of the Markdown subset a mail may carry. */
import type { Tokens } from 'marked'

const linkSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:'])
const contentIdUrl = /^cid:([\w.@+-]{1,200})$/

/** Nesting beyond this is shown as typed. */
export const deepest = 20

export function safeHref(href: string): string | null {
  const url = URL.parse(href)
  return url !== null && linkSchemes.has(url.protocol) ? url.href : null
}

/** The part of the mail an image shows; `null` for a remote one, which would tell its host who read the mail. */
export function contentIdOf(image: Tokens.Image): string | null {
  return contentIdUrl.exec(image.href)?.[1] ?? null
}
