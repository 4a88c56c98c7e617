/** Reads and rewrites the sanitised HTML of a message: a small, regular language by then, written by one serialiser. */

const remoteSource = /<img\b[^>]*?\ssrc\s*=\s*["']?\s*(?:https?:)?\/\//i
const imageSource = /(<img\b[^>]*?\ssrc\s*=\s*)(["'])([^"']*)\2/gi

export function hasRemoteImages(html: string): boolean {
  return remoteSource.test(html)
}

/** Gives each image the address `rewrite` answers; `null` takes the address away, and with it any request. */
export function rewriteImages(html: string, rewrite: (source: string) => string | null): string {
  return html.replace(imageSource, (_whole, start: string, quote: string, source: string) => {
    const target = rewrite(source.replaceAll('&amp;', '&').trim())
    return `${start}${quote}${target === null ? '' : escapeAttribute(target)}${quote}`
  })
}

export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
