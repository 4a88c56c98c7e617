/** Whether HTML is too intricate to take apart: nested so deep that it takes quadratic time, or of too many elements for a few seconds. */
const deepest = 5_000
/** A table of ten thousand rows has fewer. */
const mostElements = 100_000
/** Never hold anything, or end by themselves when the next of their kind starts. */
const flat = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th thead tbody tfoot rt rp'.split(
    ' ',
  ),
)
const tag = /<(\/?)([a-z][a-z0-9:-]{0,30})/gi

/** Counts elements that were opened and never closed by their own name, so it may say yes for very damaged HTML too. */
export function isTooIntricate(html: string): boolean {
  if (!hasMoreTags(html, deepest)) return false
  const open = new Map<string, number>()
  let depth = 0
  let elements = 0
  for (const [, closing, written = ''] of html.matchAll(tag)) {
    if (closing === '' && ++elements > mostElements) return true
    const name = written.toLowerCase()
    if (flat.has(name)) continue
    const count = open.get(name) ?? 0
    if (closing === '/' && count === 0) continue
    open.set(name, closing === '/' ? count - 1 : count + 1)
    depth += closing === '/' ? -1 : 1
    if (depth > deepest) return true
  }
  return false
}

function hasMoreTags(html: string, few: number): boolean {
  let tags = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    if (++tags > few) return true
  }
  return false
}
