/** What PostgreSQL cannot hold, taken out of what customers send. */
import { createHash } from 'node:crypto'

/** JSON without NUL characters and half surrogate pairs, which jsonb refuses. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? storableText(inner) : inner))
}

export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

/** A B-tree entry holds about 2,700 bytes; ids come from outside and may be as long as their sender likes. */
const longestKey = 600

/** An id as it is indexed and looked up: itself, or its hash when it is too long. */
export function storableKey(id: string): string {
  const text = storableText(id)
  if (text.length <= longestKey) return text
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
