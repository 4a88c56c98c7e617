/** Recognises the block of From, Sent, To and Subject lines above a quoted or forwarded mail, line by line. */
import { headerFieldOf, type FieldKind } from './quote-words.ts'

/** Lines of a long list of recipients that is broken over lines. */
const mostContinued = 3

export type HeaderBlock = {
  /** Whether the line belongs to the block; the first one that does not ends it. */
  take(line: string): boolean
  /** Whether what was taken can only be a mail's head: a payment has From, To and Date as well. */
  complete(): boolean
  /** What stands behind From. */
  from(): string
}

/** Starts with a line that names the sender, or whatever field comes first; `null` when the line is no field. */
export function openHeaderBlock(first: string): HeaderBlock | null {
  const seen = new Map<FieldKind, string>()
  let continued = 0
  const take = (line: string): boolean => {
    const field = headerFieldOf(line)
    if (field) {
      continued = 0
      if (seen.has(field.kind) && field.kind !== 'other') return false
      seen.set(field.kind, field.value)
      return true
    }
    continued += 1
    return line.trim() !== '' && seen.size > 0 && continued <= mostContinued
  }
  if (!headerFieldOf(first) || !take(first)) return null
  return {
    take,
    complete() {
      if (!seen.has('from')) return false
      const others = Number(seen.has('date')) + Number(seen.has('to'))
      return seen.has('subject') ? others > 0 : others === 2 && /@/.test(seen.get('from') ?? '')
    },
    from: () => seen.get('from') ?? '',
  }
}
