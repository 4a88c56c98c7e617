/**
 * Mails that make a server hang up when they are fetched: a damaged one does that every time, and must not keep the others from
 * being read. Whichever were asked for when a connection broke are asked for one by one; one that breaks again alone is passed by
 * for a while.
 */
import type { Breaking } from './cursor.ts'
import type { Care } from './mailbox.ts'

/** Once together with others and twice alone: less may be the network's fault. */
const passedByFrom = 3
const firstWaitMs = 60_000
const longestWaitMs = 6 * 60 * 60_000

/** `now`: ms since 1970. */
export function withBreak(breaking: Breaking, asked: readonly number[], now: number): Breaking {
  const times = new Map(breaking.map((known) => [known.uid, known.times]))
  const broke = asked.map((uid) => {
    const before = times.get(uid) ?? 0
    return { uid, times: asked.length === 1 ? before + 1 : Math.max(before, 1), at: now }
  })
  return [...breaking.filter(({ uid }) => !asked.includes(uid)), ...broke]
}

export function careFor(breaking: Breaking, now: number): Care {
  return new Map(breaking.map((mail) => [mail.uid, isDue(mail, now) ? 'alone' : 'pass_by']))
}

function isDue({ times, at }: Breaking[number], now: number): boolean {
  if (times < passedByFrom) return true
  const waitMs = Math.min(longestWaitMs, firstWaitMs * 4 ** (times - passedByFrom))
  // A clock that was set back must not make the wait longer.
  return now < at || now - at >= waitMs
}
