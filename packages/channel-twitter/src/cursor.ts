/** How far an account was read. The times of the last looks are kept as well: who takes the account over asks no sooner than allowed. */
import type { Cursor } from '@cordboard/core/channel/channel'
import { z } from 'zod'
import { idSchema } from './raw.ts'

const lookedSchema = z.iso.datetime().nullable()

const cursorSchema = z.object({
  /** The newest of each that is stored, with everything before it. */
  mentions: z.object({ newest: idSchema.nullable(), lookedAt: lookedSchema }),
  directMessages: z.object({ newest: idSchema.nullable(), lookedAt: lookedSchema }),
  /** Nothing older is fetched: when the account was connected, less the days of history. */
  since: z.iso.datetime(),
})

export type TwitterCursor = z.output<typeof cursorSchema>

const dayMs = 86_400_000
/** Our clock may be as far ahead of X's before X refuses our signatures. */
const mostSkewMs = 5 * 60_000

export function cursorIn(stored: Cursor | null, historyDays: number): TwitterCursor {
  if (stored !== null) return cursorSchema.parse(stored)
  const nothing = { newest: null, lookedAt: null }
  return {
    mentions: nothing,
    directMessages: nothing,
    since: new Date(Date.now() - historyDays * dayMs - mostSkewMs).toISOString(),
  }
}

/** When a look was `everyMs` ago. A clock that was set back makes nobody wait longer than that. */
export function dueAt(lookedAt: string | null, everyMs: number): number {
  if (lookedAt === null) return 0
  return Math.min(Date.parse(lookedAt), Date.now()) + everyMs
}
