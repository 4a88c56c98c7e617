import { searchTerms } from '@cordboard/core/bigrams'
import { storableText } from '../inbound/storable.ts'

/** A tsvector holds a megabyte; a message with more different words than this is found by its first ones. */
const mostTerms = 20_000
const mostTermBytes = 1_000_000

/** Different terms of all these texts, as search finds them. */
export function termsOf(texts: readonly string[]): string[] {
  const terms = new Set<string>()
  let bytes = 0
  for (const text of texts) {
    for (const found of searchTerms(text)) {
      const term = storableText(found)
      if (terms.has(term)) continue
      bytes += Buffer.byteLength(term)
      if (terms.size >= mostTerms || bytes > mostTermBytes) return [...terms]
      terms.add(term)
    }
  }
  return [...terms]
}
