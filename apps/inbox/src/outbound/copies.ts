/** Whom a reply goes to besides the customer: exactly those the agent named, each looked at by the channel. */
import type { AnyChannel } from '../context.ts'
import { type Refused, refused } from './refused.ts'

/** Addresses as typed. */
export type CopiesWanted = { cc: readonly string[]; bcc: readonly string[] }

type Person = { key: string; address: string }
export type Copies = { ok: true; cc: Person[]; bcc: Person[] }

/**
 * Refuses what is no address; leaves out the customer, ourselves and whoever is named twice, a blind copy before an open one. Nobody is
 * ever added.
 */
export function readCopies(
  wanted: CopiesWanted,
  { channel, except }: { channel: AnyChannel; except: readonly string[] },
): Copies | Refused {
  const seen = new Set(except)
  const found: Copies = { ok: true, cc: [], bcc: [] }
  for (const field of ['cc', 'bcc'] as const) {
    for (const typed of wanted[field]) {
      const person = channel.recipient?.(typed) ?? null
      if (person === null)
        return refused('bad_recipient', `“${typed.trim()}” is no address this channel can write to.`, field)
      if (seen.has(person.key)) continue
      seen.add(person.key)
      found[field].push(person)
    }
  }
  return found
}
