/** Cursors name the last row of a page by its sort keys. Opaque to callers, checked when they come back. */
import { invalid } from './refusal.ts'

export function encodeCursor(keys: readonly string[]): string {
  return Buffer.from(keys.join('|')).toString('base64url')
}

/** One pattern for each key; what does not match them all is not a cursor of ours. */
export function decodeCursor(cursor: string, patterns: readonly RegExp[]): string[] {
  const keys = Buffer.from(cursor, 'base64url').toString('utf8').split('|')
  if (keys.length === patterns.length && patterns.every((pattern, index) => pattern.test(keys[index] ?? '')))
    return keys
  throw invalid('cursor', 'This cursor was not given by this list; start again without one.')
}

export const idKey = /^\d{1,18}$/
export const timeKey = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/
