/**
 * Walks the sanitiser's own output, which is balanced and escapes every `<` and `>` that is not a tag's. Reading it takes
 * no HTML parser, and is several times faster without one.
 */
export type SafeHtmlVisitor = {
  /** `attributes` as written, from the tag's name on. `start` is where the tag starts. Void elements are opened and closed. */
  open(name: string, attributes: string, start: number): void
  text(text: string, start: number, end: number): void
  /** `end` is where the tag has ended. */
  close(name: string, end: number): void
}

export function walkSafeHtml(html: string, visitor: SafeHtmlVisitor): void {
  let at = 0
  while (at < html.length) {
    const start = html.indexOf('<', at)
    const textEnd = start < 0 ? html.length : start
    if (textEnd > at) visitor.text(unescaped(html.slice(at, textEnd)), at, textEnd)
    if (start < 0) return
    const close = html.indexOf('>', start)
    const end = close < 0 ? html.length : close + 1
    readTag(html.slice(start + 1, end - 1), start, end, visitor)
    at = end
  }
}

/** The value of one attribute, still escaped; `null` where it is missing. */
export function attributeOf(attributes: string, name: string): string | null {
  const at = attributes.indexOf(` ${name}="`)
  if (at < 0) return null
  const start = at + name.length + 3
  return attributes.slice(start, attributes.indexOf('"', start))
}

function readTag(tag: string, start: number, end: number, visitor: SafeHtmlVisitor): void {
  if (tag.startsWith('/')) {
    visitor.close(tag.slice(1), end)
    return
  }
  const space = tag.indexOf(' ')
  const name = space < 0 ? tag : tag.slice(0, space)
  visitor.open(name, space < 0 ? '' : tag.slice(space), start)
  if (tag.endsWith(' /')) visitor.close(name, end)
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
