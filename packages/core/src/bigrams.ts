/** Search terms of a text: lower-case words, and overlapping pairs for scripts that put no spaces between words. */
const wordOrCjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|[\p{L}\p{N}]+/gu
const cjk = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const longestWord = 64

/** Terms in order of appearance, with repeats. Linear in the length of the text. */
export function searchTerms(text: string): string[] {
  const terms: string[] = []
  for (const [run] of text.normalize('NFKC').toLowerCase().matchAll(wordOrCjk)) {
    if (!cjk.test(run)) terms.push(run.slice(0, longestWord))
    else terms.push(...pairs(Array.from(run)))
  }
  return terms
}

function pairs(characters: readonly string[]): string[] {
  if (characters.length === 1) return [...characters]
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}
