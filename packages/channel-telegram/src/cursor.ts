/** How far a bot's messages have been read, and what of them may be gone. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { z } from 'zod'
import { detailOf } from '@cordboard/core/sentence'
import type { Gap } from '@cordboard/core/channel/gap'
import { say } from './sentences.ts'

const hourMs = 3_600_000
/** Telegram keeps updates so long. */
const keptMs = 24 * hourMs
/**
 * A week after the last update Telegram goes on at a number of its choice, which may be lower; asked for higher ones it would take
 * those for confirmed. So then nothing is confirmed, and what comes again is known by its key.
 */
const trustedMs = 6 * 24 * hourMs
/** How exactly it is known since when a bot was not read. */
const notedEveryMs = hourMs / 6

const cursorSchema = z.object({
  /** The lowest update id not stored yet. */
  offset: z.int().nullable(),
  lastUpdateAt: z.iso.datetime().nullable(),
  readAt: z.iso.datetime().nullable(),
  /** Nobody read from then on for longer than Telegram keeps anything; whether something is missing shows with the next update. */
  awaySince: z.iso.datetime().nullable(),
})

export type AskingCursor = z.output<typeof cursorSchema>

const beginning: AskingCursor = { offset: null, lastUpdateAt: null, readAt: null, awaySince: null }

export async function loadCursor(
  host: Pick<ChannelHost<object>, 'loadCursor'>,
  now = new Date(),
): Promise<AskingCursor> {
  const parsed = cursorSchema.safeParse(await host.loadCursor())
  const cursor = parsed.success ? parsed.data : beginning
  return { ...cursor, ...(isOlderThan(cursor.lastUpdateAt, trustedMs, now) ? { offset: null } : {}) }
}

export type Moved = {
  next: AskingCursor
  /** Something may be gone: the updates do not go on where they ended, and nobody read for longer than they are kept. */
  gap: Omit<Gap, 'place'> | null
  isWorthStoring: boolean
}

export function movedPast(cursor: AskingCursor, ids: readonly number[], now: Date): Moved {
  const awaySince = cursor.awaySince ?? (isOlderThan(cursor.readAt, keptMs, now) ? cursor.readAt : null)
  const [first] = ids
  const isNoted = !isOlderThan(cursor.readAt, notedEveryMs, now) && cursor.readAt !== null
  if (first === undefined) {
    const next = { ...cursor, awaySince, readAt: isNoted ? cursor.readAt : now.toISOString() }
    return { next: withTrustedOffset(next, now), gap: null, isWorthStoring: !isNoted }
  }
  const goesOn = cursor.offset === null ? cursor.lastUpdateAt === null : first === cursor.offset
  const gap =
    awaySince === null || goesOn ? null : { since: new Date(awaySince), until: now, ...detailOf(say('away_too_long')) }
  const at = now.toISOString()
  return {
    next: { offset: Math.max(...ids) + 1, lastUpdateAt: at, readAt: at, awaySince: null },
    gap,
    isWorthStoring: true,
  }
}

function withTrustedOffset(cursor: AskingCursor, now: Date): AskingCursor {
  return isOlderThan(cursor.lastUpdateAt, trustedMs, now) ? { ...cursor, offset: null } : cursor
}

function isOlderThan(at: string | null, ageMs: number, now: Date): boolean {
  return at !== null && now.getTime() - Date.parse(at) > ageMs
}
