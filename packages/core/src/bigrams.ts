/** Search terms of a text: lower-case words, and overlapping pairs for scripts that put no spaces between words. */
const wordOrCjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|[\p{L}\p{N}]+/gu
const cjk = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const longestWord = 64

/** A message of more terms is found by its first ones; looking through the rest would hold everybody up. */
const mostTerms = 100_000

/** Terms in order of appearance, with repeats. Linear in the length of the text. */
export function searchTerms(text: string): string[] {
  const terms: string[] = []
  for (const [run] of text.normalize('NFKC').toLowerCase().matchAll(wordOrCjk)) {
    if (cjk.test(run)) addPairs(run, terms)
    else terms.push(run.slice(0, longestWord))
    if (terms.length >= mostTerms) return terms.slice(0, mostTerms)
  }
  return terms
}

function addPairs(run: string, terms: string[]): void {
  let previous: string | null = null
  let added = 0
  for (const character of run) {
    if (previous !== null) added = terms.push(`${previous}${character}`)
    if (added >= mostTerms) return
    previous = character
  }
  if (added === 0 && previous !== null) terms.push(previous)
}
