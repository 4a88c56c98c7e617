/** Text from outside, made fit for one line of the screen and for the database. */
// NUL is refused by PostgreSQL; the other controls, tab and line feed excepted, only serve to deceive.
const controls = /(?![\t\n])\p{Cc}/gu
const directions = /[\u202a-\u202e\u2066-\u2069]/g

/** They turn text round, so that an amount or an address is read that nobody wrote; what right-to-left writing needs stays. */
const overrides = /[\u202d\u202e]/g

/** One line: line breaks become spaces, controls and direction overrides go; at most `longest` UTF-16 units. */
export function oneLine(text: string, longest: number): string {
  const flat = text
    .slice(0, longest * 4)
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(controls, '')
    .replace(directions, '')
  return cut(flat.trim(), longest).trimEnd()
}

/** Lines end in LF, controls and direction overrides go, no half characters. */
export function manyLines(text: string, longest: number): string {
  return cut(text, longest).replace(/\r\n?/g, '\n').replace(controls, '').replace(overrides, '').toWellFormed()
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : text.slice(0, longest).toWellFormed()
}
