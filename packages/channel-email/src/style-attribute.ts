/**
 * Filters one style attribute. Done here and not by sanitize-html's `allowedStyles`, which runs a CSS parser on every
 * element: what is allowed is so little that anything it would need a parser for is refused.
 */
const allowed = new Set(
  `color background-color background font font-family font-size font-style font-weight font-variant text-align text-decoration
  text-indent line-height letter-spacing word-spacing white-space word-break word-wrap overflow-wrap
  vertical-align display width height min-width max-width min-height max-height margin margin-top margin-right
  margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left border border-top border-right
  border-bottom border-left border-color border-style border-width border-radius border-collapse border-spacing
  border-top-color border-top-style border-top-width border-bottom-color border-bottom-style border-bottom-width
  border-left-color border-left-style border-left-width border-right-color border-right-style border-right-width
  list-style-type list-style table-layout float clear`.split(/\s+/),
)
/** No escapes, comments, at-rules or quotes within quotes can be written with these characters. */
const plainValue = /^[\p{L}\p{N}\s#%.,'"!()+-]*$/u
const strangeFunction = /(?<!\b(?:rgba?|hsla?))\(/i
/** Text pulled over other text would show what was not written. */
const pulled = /-\s*[\d.]/
const pulls = /^(margin|text-indent|letter-spacing|word-spacing)/
/** Text too small to see would stand in the words we search and show elsewhere, and not in what the agent reads. By unit. */
const smallest: Readonly<Record<string, number>> = { px: 6, pt: 5, '%': 50, em: 0.5, rem: 0.5, ex: 1, ch: 1, '': 0.5 }
const sized = new Set(['font-size', 'line-height', 'font'])
const faint = /transparent|a\s*\(|^#(?:[\da-f]{4}|[\da-f]{8})$/i
const longestStyle = 2_000

/** The declarations that only change how text looks; `''` when none do. */
export function safeStyle(style: string): string {
  if (style.length > longestStyle) return ''
  const kept: string[] = []
  for (const declaration of style.split(';')) {
    const colon = declaration.indexOf(':')
    if (colon < 0) continue
    const property = declaration.slice(0, colon).trim().toLowerCase()
    const value = declaration.slice(colon + 1).trim()
    if (!allowed.has(property) || !plainValue.test(value) || strangeFunction.test(value)) continue
    if (pulls.test(property) && pulled.test(value)) continue
    if ((sized.has(property) && isTiny(property, value)) || (property === 'color' && faint.test(value))) continue
    if (value !== '') kept.push(`${property}:${value}`)
  }
  return kept.join(';')
}

function isTiny(property: string, value: string): boolean {
  const sizes = [...value.toLowerCase().matchAll(/(?<![\w.-])(\d*\.?\d+)(px|pt|%|r?em|ex|ch|)(?![\w.%])/g)]
  // In the shorthand a number without a unit is a weight.
  const judged = property === 'font' ? sizes.filter(([, , unit]) => unit !== '') : sizes
  return judged.some(([, amount = '', unit = '']) => Number(amount) < (smallest[unit] ?? 0))
}
