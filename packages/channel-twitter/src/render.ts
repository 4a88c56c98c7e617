/** A reply as X shows it: plain text. What Markdown marks is left out, and a link keeps its address. Pure. */

const marks =
  /\*\*(?<strong>[^\n*]+)\*\*|\*(?<em>[^\s*][^\n*]*)\*|`(?<code>[^\n`]+)`|\[(?<label>[^[\]\n]+)\]\((?<url>https?:\/\/[^\s()]+)\)/g

type Groups = { strong?: string; em?: string; code?: string; label?: string; url?: string }

export function render(markdown: string): { text: string; html: null } {
  const source = markdown.replace(/\r\n?/g, '\n').trim()
  return { text: source.replace(marks, (...match) => wordsOf(match.at(-1) as Groups)), html: null }
}

function wordsOf({ strong, em, code, label = '', url = '' }: Groups): string {
  if (url !== '') return label === url ? url : `${label} ${url}`
  return strong ?? em ?? code ?? ''
}
