/** Receiving: looks at both lists in turn, as often as X allows and the day's limit lets. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import type { AccountState } from '@cordboard/core/channel/account-state'
import { detailOf, type Sentence } from '@cordboard/core/sentence'
import { setTimeout as delay } from 'node:timers/promises'
import type { RateLimit } from './answer.ts'
import { type Announcing, startAnnouncing } from './announcing.ts'
import { Budget, type Standing } from './budget.ts'
import { cursorIn, dueAt, type TwitterCursor } from './cursor.ts'
import { toChannelError } from './errors.ts'
import { XFailure } from './failure.ts'
import { gapOf } from './gaps.ts'
import { XLink } from './link.ts'
import { directMessagesOf, mentionsOf } from './lists.ts'
import { look, type LookContext, type Looked } from './look.ts'
import type { TwitterPace } from './pace.ts'
import { pause, stillHereMs, waitingState, whenAffordable } from './pause.ts'
import { readProfile } from './profile.ts'
import { saysOutOfCredits } from './refusals.ts'
import { say } from './sentences.ts'
import type { TwitterSettings } from './settings.ts'

export type ReceiveContext = { settings: TwitterSettings; host: ChannelHost<TwitterSettings>; pace: TwitterPace }

type Which = 'mentions' | 'directMessages'

const listOf = { mentions: mentionsOf, directMessages: directMessagesOf }
const creditsPauseMs = 15 * 60_000
/** Near the day's limit X is asked that much less often. */
const slowed = 5
const encryptedShownMs = 7 * 86_400_000

/** Returns once aborted; throws a `ChannelError`, or what the host threw. */
export async function receive(context: ReceiveContext, signal: AbortSignal): Promise<void> {
  using link = new XLink(context.settings, context.host, context.pace)
  try {
    await follow(link, context, signal)
  } catch (error) {
    if (signal.aborted) return
    throw toChannelError(error, 'read')
  }
}

async function follow(link: XLink, context: ReceiveContext, signal: AbortSignal): Promise<void> {
  const { settings, host, pace } = context
  const stored = await host.loadCursor()
  const cursor = cursorIn(stored, settings.historyDays)
  // However long it takes until a first look succeeds, nothing that is written meanwhile is too old.
  if (stored === null) await host.accept([], cursor)
  const budget = new Budget(settings, host)
  const { profile } = await readProfile((question) => link.ask(question, signal))
  await budget.countOnce('profileRead')
  await keepProfile(profile, context)
  const announcing = await startAnnouncing(link, { ...context, self: profile.id, cursor }, signal)
  const looking = { link, budget, host, self: profile.id, pace }
  const nextAt: Record<Which, number> = { mentions: 0, directMessages: 0 }
  let limitedUntil = 0
  for (const which of ['directMessages', 'mentions'] as const)
    nextAt[which] = dueAt(cursor[which].lookedAt, shortestPause(which, pace))
  while (!signal.aborted) {
    await whenAffordable(looking, signal)
    const standing = await budget.standing()
    for (const which of ['directMessages', 'mentions'] as const) {
      if (nextAt[which] > Date.now()) continue
      const looked = await lookOnce(which, cursor, looking, signal)
      if (looked === null) await pause(host, creditsOut(), creditsPauseMs, signal)
      else nextAt[which] = Date.now() + pauseAfter(which, { looked, standing, pace, announcing })
      if (looked?.refused) limitedUntil = nextAt[which]
    }
    const encryptedSeenAt = await lastEncrypted(context)
    host.reportState(stateNow({ encryptedSeenAt, announcing, standing, budget, limitedUntil }))
    await delay(Math.max(0, Math.min(stillHereMs, ...Object.values(nextAt).map((at) => at - Date.now()))), undefined, {
      signal,
    })
  }
}

/** `null`: the credits are used up. Everything of the look and the cursor are stored when it resolves. */
async function lookOnce(
  which: Which,
  cursor: TwitterCursor,
  looking: Looking,
  signal: AbortSignal,
): Promise<Looked | null> {
  const { newest, lookedAt } = cursor[which]
  const list = listOf[which](looking.self, { newest, since: cursor.since })
  try {
    const looked = await look(list, { newest, isNewDay: isOfFormerDay(lookedAt) }, looking, signal)
    const gap = gapOf(which, lookedAt, looked.found)
    if (gap !== null) await looking.host.reportGap(gap)
    cursor[which] = { newest: looked.newest, lookedAt: new Date().toISOString() }
    await looking.host.accept([], cursor)
    return looked
  } catch (error) {
    if (error instanceof XFailure && saysOutOfCredits(error.facts)) return null
    if (!(error instanceof XFailure) || error.facts.status !== 429) throw error
    const limit = { limit: 0, remaining: 0, resetAt: error.facts.resetAt ?? Date.now() + creditsPauseMs }
    return { newest, limit, found: 0, refused: true }
  }
}

/** X bills what it lists once a day (UTC). */
function isOfFormerDay(lookedAt: string | null): boolean {
  return lookedAt !== null && lookedAt.slice(0, 10) !== new Date().toISOString().slice(0, 10)
}

type Looking = LookContext & { host: ReceiveContext['host'] }

type After = { looked: Looked; standing: Standing; pace: TwitterPace; announcing: Announcing }

function pauseAfter(which: Which, { looked, standing, pace, announcing }: After): number {
  const usual = announcing.works ? Math.max(pace.safetyNetMs, shortestPause(which, pace)) : shortestPause(which, pace)
  return Math.max(usual * (standing === 'near' ? slowed : 1), leftPause(looked.limit))
}

/** What may still be asked is spread over the time until there is more. */
function leftPause(limit: RateLimit | null): number {
  if (limit === null) return 0
  const untilReset = limit.resetAt - Date.now()
  return limit.remaining === 0 ? Math.max(0, untilReset) : Math.max(0, untilReset) / (limit.remaining + 1)
}

function shortestPause(which: Which, pace: TwitterPace): number {
  return which === 'mentions' ? pace.mentionsMs : pace.directMessagesMs
}

type Now = {
  encryptedSeenAt: string | undefined
  announcing: Announcing
  standing: Standing
  budget: Budget
  limitedUntil: number
}

function stateNow(now: Now): AccountState {
  if (now.limitedUntil > Date.now()) return waitingState(now.limitedUntil)
  const well: Sentence = say(now.announcing.works ? 'connected_announced' : 'connected')
  const trouble = troubleNow(now)
  return {
    state: trouble === null ? 'connected' : 'degraded',
    ...detailOf(trouble?.sentence ?? well),
    nextAction: trouble?.nextAction ?? 'none',
    progress: null,
  }
}

/** The one that matters most to whoever looks. */
function troubleNow({ encryptedSeenAt, announcing, standing, budget }: Now) {
  if (Date.now() - Date.parse(encryptedSeenAt ?? '') < encryptedShownMs)
    return { sentence: say('encrypted_seen'), nextAction: 'none' as const }
  if (announcing.trouble !== null) return { sentence: announcing.trouble, nextAction: 'check_settings' as const }
  return standing === 'near' ? { sentence: budget.near(), nextAction: 'check_settings' as const } : null
}

/** Whoever takes announcements writes it into the settings as they are stored. */
async function lastEncrypted({ settings, host }: ReceiveContext): Promise<string | undefined> {
  if (settings.webhooks !== true) return settings.encryptedSeenAt
  const stored = await host.renewCredentials({ isStale: () => false, exchange: async () => () => null })
  return stored.encryptedSeenAt
}

function creditsOut(): AccountState {
  return { state: 'paused', ...detailOf(say('credits_out')), nextAction: 'contact_provider', progress: null }
}

/** Links and the account's own messages are known by it. */
async function keepProfile(
  profile: NonNullable<TwitterSettings['profile']>,
  { settings, host }: ReceiveContext,
): Promise<void> {
  const { id, username, name } = settings.profile ?? {}
  if (id !== profile.id || username !== profile.username || name !== profile.name) await host.saveSettings({ profile })
}
