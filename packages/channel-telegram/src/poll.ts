/**
 * Receiving by asking. The next call confirms what the one before brought, so its offset moves only with what the ledger has: the
 * cursor is stored together with the messages.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { BotFailure } from './bot-failure.ts'
import { type AskingCursor, loadCursor, movedPast } from './cursor.ts'
import { receivingError } from './errors.ts'
import { removeOwnHook } from './hook-watch.ts'
import { wantedUpdates } from './normalise.ts'
import { datedIn, numberedIn, rawOf, updatesIn } from './raw.ts'
import { isHookActive } from './refusals.ts'
import type { Line } from './send.ts'
import { say } from './sentences.ts'
import { StateReports } from './state-reports.ts'

const mostAtOnce = 100
/** Telegram holds a call for `pollSeconds`; so much more is the way there and back. */
const slackMs = 15_000
const longestConflictMs = 30_000
/** A listener that takes an account over ends its predecessor's call once; that is no conflict. */
const toleratedConflicts = 1
const lateMs = 3_600_000

export async function poll(line: Line, signal: AbortSignal): Promise<void> {
  const reports = new StateReports(line.host)
  let cursor = await loadCursor(line.host)
  let conflicts = 0
  let wasLate = false
  // The first call is not held: it shows at once whether Telegram lets us.
  let holds = false
  while (!signal.aborted) {
    const answer = await ask(line, { cursor, holds, signal })
    if (signal.aborted) return
    if (answer === 'conflict_with_hook' || answer === 'conflict') {
      conflicts += 1
      if (await settled(line, answer, { conflicts, reports, signal })) conflicts = 0
      else await waitOut(line.pace.conflictMs, conflicts, signal)
      holds = false
      continue
    }
    // A call that is answered at once says nothing of another reader yet.
    if (holds) conflicts = 0
    holds = true
    const hours = hoursLate(answer)
    if (conflicts === 0 && !(wasLate && hours > 0)) reports.connected()
    cursor = await takeIn(line, answer.updates, cursor)
    if (hours > 0) reports.say('degraded', say('late', { hours }), 'wait')
    wasLate = hours > 0
  }
}

type Brought = { updates: readonly string[]; saidAt: Date }

async function ask(
  { client, pace, server }: Line,
  { cursor, holds, signal }: { cursor: AskingCursor; holds: boolean; signal: AbortSignal },
): Promise<Brought | 'conflict' | 'conflict_with_hook'> {
  const timeout = holds ? pace.pollSeconds : 0
  const wanted = { offset: cursor.offset ?? undefined, limit: mostAtOnce, timeout, allowed_updates: wantedUpdates }
  try {
    const { text, saidAt } = await client.readUpdates(wanted, { signal, timeoutMs: timeout * 1_000 + slackMs })
    const updates = updatesIn(text)
    if (updates === null) throw new BotFailure('getUpdates', { type: 'garbled' })
    return { updates, saidAt }
  } catch (failure) {
    if (signal.aborted) return { updates: [], saidAt: new Date() }
    const trouble = failure instanceof BotFailure ? failure.trouble : null
    if (trouble?.type !== 'refused' || trouble.code !== 409) throw receivingError(failure, server)
    return isHookActive(trouble) ? 'conflict_with_hook' : 'conflict'
  }
}

/** Resolves to whether it can be tried again at once. */
async function settled(
  line: Line,
  conflict: 'conflict' | 'conflict_with_hook',
  { conflicts, reports, signal }: { conflicts: number; reports: StateReports; signal: AbortSignal },
): Promise<boolean> {
  if (conflict === 'conflict') {
    if (conflicts > toleratedConflicts) reports.say('degraded', say('second_reader'), 'check_settings')
    return false
  }
  const place = await removeOwnHook(line, signal).catch((error: unknown) => {
    if (signal.aborted) return null
    throw receivingError(error, line.server)
  })
  if (place === null) return true
  reports.say('failed', say('other_hook', { place }), 'check_settings')
  return false
}

async function waitOut(firstMs: number, conflicts: number, signal: AbortSignal): Promise<void> {
  const waitMs = Math.min(longestConflictMs, firstMs * 2 ** Math.min(conflicts - 1, 10))
  await delay(waitMs, undefined, { signal }).catch(() => undefined)
}

async function takeIn({ host, server }: Line, updates: readonly string[], cursor: AskingCursor): Promise<AskingCursor> {
  const now = new Date()
  const batch = updates.map((json) => rawOf(json, now))
  const ids = batch.flatMap(({ bytes }) => numberedIn(bytes)?.update_id ?? [])
  const { next, gap, isWorthStoring } = movedPast(cursor, ids, now)
  if (gap) await host.reportGap({ place: server, ...gap })
  if (isWorthStoring) await host.accept(batch, next)
  return next
}

/** How old the newest of them is, in whole hours where that is more than one; by Telegram's own clock, since ours may be wrong. */
function hoursLate({ updates, saidAt }: Brought): number {
  const newest = updates.flatMap((json) => datedIn(json) ?? []).at(-1)
  const behindMs = newest ? saidAt.getTime() - newest.getTime() : 0
  return behindMs > lateMs ? Math.ceil(behindMs / lateMs) : 0
}
