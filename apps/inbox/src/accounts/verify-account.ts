/** The "Test connection" button: receiving and sending, each proven, with settings that are stored or only typed so far. */
import type { Verification } from '@cordboard/api-contract/accounts'
import type { ChannelHost, VerificationStep } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { detailOf } from '@cordboard/core/sentence'
import { type AnyChannel, type Context, channelOf } from '../context.ts'
import { say } from '../sentences.ts'
import { type AccountRefusal, checkSettings } from './create-account.ts'
import { AccountUnusable, loadAccount } from './load-account.ts'
import { hookUrlOf } from './open-host.ts'
import { renewCredentials } from './renew-credentials.ts'
import { resolveHost } from './resolve-host.ts'
import { joinSettings, type Settings, splitSettings } from './settings.ts'
import { countUse, usedToday } from './uses.ts'

export type VerifyContext = Pick<Context, 'db' | 'secrets' | 'channels' | 'allowPrivateHosts' | 'log' | 'publicUrl'>
type ShownStep = Verification['steps'][number]
/** `accountId` is `null` for settings that are not stored yet. */
export type ToVerify = { channel: AnyChannel; settings: object; accountId: string | null }

/** What stands in the database. */
export async function storedSettings(
  ctx: VerifyContext,
  accountId: string,
): Promise<({ ok: true } & ToVerify) | AccountRefusal> {
  try {
    const account = await loadAccount(ctx, accountId)
    if (!account) return { ok: false, code: 'not_found', message: 'There is no such account.' }
    return { ok: true, channel: account.channel, settings: account.settings, accountId }
  } catch (error) {
    if (!(error instanceof AccountUnusable)) throw error
    return { ok: false, code: 'invalid_settings', message: error.message }
  }
}

/** What was typed; with an account, secrets left out are the stored ones, so that a changed port can be tried without them. */
export async function typedSettings(
  ctx: VerifyContext,
  typed: { channel: string; settings: Settings; accountId: string | null },
): Promise<({ ok: true } & ToVerify) | AccountRefusal> {
  const channel = channelOf(ctx, typed.channel)
  if (!channel)
    return { ok: false, code: 'unknown_channel', field: 'channel', message: `There is no channel “${typed.channel}”.` }
  const stored = typed.accountId === null ? null : await storedSettings(ctx, typed.accountId)
  if (stored && !stored.ok && stored.code === 'not_found') return stored
  const known =
    stored?.ok && stored.channel.id === channel.id ? splitSettings(stored.settings, channel.secretFields).secrets : {}
  const checked = checkSettings(channel, joinSettings(typed.settings, known))
  return checked.ok ? { ok: true, channel, settings: checked.settings, accountId: typed.accountId } : checked
}

/** Reports each step as it ends. A failure is a step, not an error. */
export async function verifySettings(
  ctx: VerifyContext,
  { channel, settings, accountId }: ToVerify,
  { signal, onStep }: { signal: AbortSignal; onStep?: (step: ShownStep) => void },
): Promise<Verification> {
  const steps: ShownStep[] = []
  const note = (step: VerificationStep) => {
    steps.push(shownStep(step))
    onStep?.(shownStep(step))
  }
  try {
    await using connection = await channel.connect(settings, testHost(ctx, { channel, accountId }))
    const verification = await connection.verify(signal, note)
    return summary(verification.steps.map(shownStep))
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    note({
      step: 'connect',
      direction: 'receive',
      ok: false,
      detail: error.message,
      sentence: error.sentence,
      technical: error.technical,
      durationMs: 0,
    })
    return summary(steps)
  }
}

/**
 * A test reads and stores nothing: it stands beside the account's own connection. But credentials that are replaced by use have to be
 * kept, so they are renewed as stored, or not at all.
 */
export function testHost(ctx: VerifyContext, { channel, accountId }: Omit<ToVerify, 'settings'>): ChannelHost<object> {
  const { allowPrivateHosts, log } = ctx
  return {
    hookUrl: accountId === null ? null : hookUrlOf(ctx, { id: accountId, channel }),
    // A test costs as well.
    countUse: (uses) => (accountId === null ? Promise.resolve() : countUse(ctx.db, accountId, uses)),
    usedToday: async () => (accountId === null ? {} : usedToday(ctx.db, accountId)),
    async renewCredentials(renewal) {
      if (accountId !== null) return renewCredentials(ctx, { id: accountId, channel }, renewal)
      throw new ChannelError('permanent', say('renewal_needs_account'), { scope: 'account' })
    },
    accept: () => Promise.resolve(),
    loadCursor: () => Promise.resolve(null),
    knownKeys: () => Promise.resolve(new Set()),
    saveSettings: () => Promise.resolve(),
    reportState: () => undefined,
    reportGap: () => Promise.resolve(),
    resolveHost: (host) => resolveHost(host, allowPrivateHosts),
    log,
  }
}

function shownStep(step: VerificationStep): ShownStep {
  return { ...step, sentence: step.sentence ?? null }
}

function summary(steps: readonly ShownStep[]): Verification {
  return { receive: outcome(steps, 'receive'), send: outcome(steps, 'send'), steps: [...steps] }
}

/** The first failure says what to do; without one, the last step says what was proven. */
function outcome(steps: readonly ShownStep[], direction: 'receive' | 'send'): Verification['receive'] {
  const own = steps.filter((step) => step.direction === direction)
  const failed = own.find((step) => !step.ok)
  const last = failed ?? own.at(-1)
  if (!last) return { ok: false, ...detailOf(say('not_tried')) }
  return { ok: !failed, detail: last.detail, sentence: last.sentence }
}
