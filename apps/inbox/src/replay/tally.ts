/** Counts what a replay found, with a few examples of each kind. */
import { type Difference, type DifferenceKind, differenceKinds } from './compare.ts'

export type Example = { ledgerId: string; messageId: string; conversationId: string; before: string; after: string }
export type KindCount = { count: number; examples: Example[] }

/** What is only told, because applying it would hide or invent something. */
export type Reservation =
  /** A message that cannot be read any more; applied when that is allowed. */
  | 'unreadable'
  /** The parser sees messages in a row that shows none. */
  | 'unshown'
  /** The parser sees none in a row that shows one. */
  | 'gone'
  /** The message would have the identity of another one. */
  | 'copy'
  /** Its channel is not installed, or its bytes could not be had. */
  | 'unread'

export type ReplayReport = {
  /** Ledger rows looked at, of `total`. */
  rows: number
  total: number
  /** Messages that the parser says the same of, and those it does not. */
  same: number
  changed: number
  /** Of those changed: were unreadable and can be read. */
  readable: number
  applied: number
  kinds: Partial<Record<DifferenceKind, KindCount>>
  reserved: Partial<Record<Reservation, { count: number; ledgerIds: string[] }>>
  /** The last ledger row looked at: where to go on. */
  last: string | null
  interrupted: boolean
}

const mostExamples = 3
const mostIds = 20

export function emptyReport(total: number): ReplayReport {
  const counts = { rows: 0, total, same: 0, changed: 0, readable: 0, applied: 0 }
  return { ...counts, kinds: {}, reserved: {}, last: null, interrupted: false }
}

export function countDifferences(
  report: ReplayReport,
  about: Omit<Example, 'before' | 'after'>,
  differences: readonly Difference[],
): void {
  for (const { kind, before, after } of differences) {
    const known = (report.kinds[kind] ??= { count: 0, examples: [] })
    known.count += 1
    if (known.examples.length < mostExamples) known.examples.push({ ...about, before, after })
  }
}

export function reserve(report: ReplayReport, why: Reservation, ledgerId: string): void {
  const known = (report.reserved[why] ??= { count: 0, ledgerIds: [] })
  known.count += 1
  if (known.ledgerIds.length < mostIds) known.ledgerIds.push(ledgerId)
}

/** The report in words, without colour. */
export function linesOf(report: ReplayReport): string[] {
  const { rows, total, same, changed, readable, applied } = report
  const lines = [
    `${rows} of ${total} ledger rows: ${same} messages as stored, ${changed} different, ${applied} changed`,
  ]
  if (readable > 0) lines.push(`${readable} could not be read before and can be now`)
  for (const kind of differenceKinds) {
    const found = report.kinds[kind]
    if (!found) continue
    lines.push('', `${kind}: ${found.count}`)
    for (const { ledgerId, conversationId, before, after } of found.examples) {
      lines.push(
        `  ledger ${ledgerId}, conversation ${conversationId}`,
        `    - ${oneLine(before)}`,
        `    + ${oneLine(after)}`,
      )
    }
  }
  for (const [why, { count, ledgerIds }] of Object.entries(report.reserved)) {
    lines.push('', `${reservations[why as Reservation]}: ${count} (ledger ${ledgerIds.join(', ')})`)
  }
  return lines
}

const reservations: Readonly<Record<Reservation, string>> = {
  unreadable: 'could be read before and cannot now; kept, unless --allow-unreadable',
  unshown: 'hold a message that is not shown; left',
  gone: 'show a message that the parser does not see; left',
  copy: 'turn out to be copies of another message; left',
  unread: 'could not be looked at: no such channel, or the bytes are away',
}

function oneLine(words: string): string {
  return words.replace(/\s*\n\s*/g, ' ⏎ ')
}
