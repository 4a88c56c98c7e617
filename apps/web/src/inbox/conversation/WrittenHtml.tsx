import { createElement, Fragment, useMemo, type ReactNode } from 'react'

/** What our own renderer makes of Markdown, and how it looks at the desk. */
const looks: Record<string, string> = {
  a: 'text-accent-text underline underline-offset-2',
  blockquote: 'flex flex-col gap-2 border-l-2 border-line-strong/50 pl-3 text-fg-muted',
  br: '',
  code: 'rounded-sm bg-muted px-1 font-mono text-sm',
  em: '',
  li: '',
  ol: 'list-decimal pl-6',
  p: '',
  pre: 'rounded-md bg-muted px-3 py-2 font-mono text-sm whitespace-pre-wrap',
  strong: 'font-semibold',
  ul: 'list-disc pl-6',
}
/** What stands under a reply, as our renderer marks it. */
const signatureLook = 'flex flex-col gap-2 border-t pt-2 text-sm text-fg-muted'
const linkSchemes = ['http:', 'https:', 'mailto:', 'tel:']

/**
 * A reply as its reader gets it, in the desk's own colours. The HTML is only read: each element is made anew, without any attribute but
 * a link's address, so nothing in it can act.
 */
export function WrittenHtml({ html }: { html: string }) {
  const body = useMemo(() => new DOMParser().parseFromString(html, 'text/html').body, [html])
  const looksOfAll = 'flex flex-col gap-2 leading-[1.5] wrap-anywhere'
  return createElement('div', { dir: 'auto', className: looksOfAll }, ...shown(body))
}

function shown(parent: Node): ReactNode[] {
  return [...parent.childNodes].map((node) => {
    if (!(node instanceof Element)) return node.nodeType === Node.TEXT_NODE ? node.textContent : null
    if (node.classList.contains('gmail_signature'))
      return createElement('div', { className: signatureLook }, ...shown(node))
    const tag = node.localName
    const className = looks[tag]
    if (className === undefined) return createElement(Fragment, null, ...shown(node))
    if (tag === 'br') return createElement('br')
    return createElement(tag, { className, ...linkOf(node) }, ...shown(node))
  })
}

function linkOf(node: Element): { href: string; target: string; rel: string } | null {
  const href = node.localName === 'a' ? node.getAttribute('href') : null
  if (href === null || !URL.canParse(href) || !linkSchemes.includes(new URL(href).protocol)) return null
  return { href, target: '_blank', rel: 'noopener noreferrer' }
}
