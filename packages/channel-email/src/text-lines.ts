/** A text as lines of bounded length, so that time stays linear whatever a line holds. */
export type Line = { line: string; offset: number }

/** Beyond so many lines nobody reads for a quote. */
const mostLines = 20_000
const longestLine = 400

/** `offset` counts UTF-16 units; lines end in LF. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let offset = 0; offset <= text.length && lines.length < mostLines;) {
    const end = text.indexOf('\n', offset)
    const stop = end < 0 ? text.length : end
    lines.push({ line: text.slice(offset, Math.min(stop, offset + longestLine)), offset })
    offset = stop + 1
  }
  return lines
}

export function isQuoted(line: string): boolean {
  return /^\s*>/.test(line)
}

export function isBlank(line: string): boolean {
  return line.trim() === ''
}
