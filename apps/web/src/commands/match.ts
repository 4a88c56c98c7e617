/** How well typed letters fit a name: 0 not at all; higher when they begin a word, or stand together. */
export function matchScore(query: string, name: string): number {
  const wanted = query.trim().toLowerCase()
  const text = name.toLowerCase()
  if (wanted === '') return 1
  if (text.startsWith(wanted)) return 4
  if (text.includes(` ${wanted}`)) return 3
  if (text.includes(wanted)) return 2
  let at = -1
  for (const letter of wanted) {
    at = text.indexOf(letter, at + 1)
    if (at === -1) return 0
  }
  return 1
}
