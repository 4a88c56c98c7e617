/** JSON whose numbers may be ids beyond 2^53: a whole number that JavaScript cannot hold stays the text it was. */

type Context = { source?: string }

/** Throws a `SyntaxError` as `JSON.parse` does. */
export function parseLossless(text: string): unknown {
  const keepDigits = (_key: string, value: unknown, { source = '' }: Context = {}) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value
  return JSON.parse(text, keepDigits)
}

/** `undefined` where it is no JSON. */
export function losslessIn(text: string): unknown {
  try {
    return parseLossless(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
