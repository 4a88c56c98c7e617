/** Message ids in headers: what a mail is called, and which mails it answers. */
import type { HeaderLines } from 'mailparser'
import { headerOf } from './parse.ts'

/** Longer ids come from nobody's mail program, and would not fit a database index. */
const idShape = /<[^<>\s\p{Cc}]{1,500}>/gu
const mostReferences = 100

export function idsIn(value: string): string[] {
  return value.match(idShape) ?? []
}

export function messageIdOf(lines: HeaderLines): string | null {
  const value = headerOf(lines, 'message-id')
  const [id] = idsIn(value)
  if (id) return id
  // Some senders leave the brackets out.
  return /^[^<>\s\p{Cc}]{1,500}$/u.test(value) ? `<${value}>` : null
}

/** Ids of the mails this one answers, nearest first: In-Reply-To, then References from its end. */
export function referencesOf(lines: HeaderLines): string[] {
  const nearestFirst = [...idsIn(headerOf(lines, 'in-reply-to')), ...idsIn(headerOf(lines, 'references')).toReversed()]
  return [...new Set(nearestFirst)].slice(0, mostReferences)
}
