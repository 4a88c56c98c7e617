/** Reads and rewrites the sanitised HTML of a message: a small, regular language by then, written by one serialiser. */

import { percentDecoded } from '../http/percent-decoded.ts'

/** Where the sanitiser keeps the address of an image that would be loaded from elsewhere. */
const remoteAttribute = /(<img\b[^>]*?\s)data-remote-src="([^"]*)"/gi
const inlineSource = /(<img\b[^>]*?\s)src="cid:([^"]*)"/gi

export function hasRemoteImages(html: string): boolean {
  return html.search(remoteAttribute) !== -1
}

/** Gives each image from elsewhere the address `proxied` answers. */
export function showRemoteImages(html: string, proxied: (url: string) => string): string {
  return html.replace(remoteAttribute, (_whole, start: string, url: string) => {
    return `${start}src="${escapeAttribute(proxied(unescapeAttribute(url)))}"`
  })
}

/** Gives each image that came with the mail its attachment's address; one that did not come shows its alternative text. */
export function showInlineImages(html: string, addressOf: (contentId: string) => string | null): string {
  return html.replace(inlineSource, (_whole, start: string, contentId: string) => {
    const address = addressOf(decoded(unescapeAttribute(contentId)))
    return address === null ? start : `${start}src="${escapeAttribute(address)}"`
  })
}

/** Content ids in URLs are percent-encoded; some senders forget. */
function decoded(contentId: string): string {
  return percentDecoded(contentId) ?? contentId
}

function unescapeAttribute(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
