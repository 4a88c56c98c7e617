/** The "Test connection" button: who the keys belong to, and each of the four things they must allow. No customer hears of it. */
import type { Verification, VerificationStep } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { detailOf, type Sentence } from '@cordboard/core/sentence'
import type { Announcing } from './announcing.ts'
import type { Budget } from './budget.ts'
import { toChannelError } from './errors.ts'
import type { XLink } from './link.ts'
import { pageIn } from './pages.ts'
import { readProfile } from './profile.ts'
import { say } from './sentences.ts'
import type { TwitterSettings } from './settings.ts'

export type VerifyContext = {
  link: XLink
  budget: Budget
  /** `null` where X announces nothing, or cannot yet: an account that is only typed has no address. */
  announce: ((self: string, signal: AbortSignal) => Promise<Announcing>) | null
}

type Step = Pick<VerificationStep, 'step' | 'direction'>

/** Ends with the first step without which the others mean nothing; the rest is tried one by one. */
export async function verify(
  { link, budget, announce }: VerifyContext,
  signal: AbortSignal,
  onStep: (step: VerificationStep) => void = () => {},
): Promise<Verification> {
  const steps: VerificationStep[] = []
  const run = async <T>(step: Step, work: () => Promise<{ found: Sentence; value: T }>): Promise<T | null> => {
    signal.throwIfAborted()
    const { value, ...recorded } = await tried(step, work)
    signal.throwIfAborted()
    steps.push(recorded)
    onStep(recorded)
    return value
  }
  const known = await run({ step: 'sign_in', direction: 'receive' }, async () => {
    const value = await readProfile((question) => link.ask(question, signal))
    await budget.countOnce('profileRead')
    return { found: say('found_profile', { name: value.profile.name, username: value.profile.username }), value }
  })
  if (known === null) return { steps }
  const { profile, accessLevel } = known
  await run({ step: 'mentions', direction: 'receive' }, () =>
    reads(link, `users/${profile.id}/mentions`, 'found_mentions', signal),
  )
  await run({ step: 'direct_messages', direction: 'receive' }, async () => {
    const listed = await reads(link, 'dm_events', 'found_dms', signal)
    return announce === null ? listed : announces(announce, profile.id, signal)
  })
  const allowed = permissionOf(link.settings, accessLevel)
  await run({ step: 'public_reply', direction: 'send' }, async () => mayWrite(allowed.write, 'found_reply_permission'))
  await run({ step: 'direct_message', direction: 'send' }, async () => mayWrite(allowed.direct, 'found_dm_permission'))
  return { steps }
}

async function tried<T>(
  step: Step,
  work: () => Promise<{ found: Sentence; value: T }>,
): Promise<VerificationStep & { value: T | null }> {
  const began = performance.now()
  const took = () => Math.round(performance.now() - began)
  try {
    const { found, value } = await work()
    return { ...step, ok: true, ...detailOf(found), technical: null, durationMs: took(), value }
  } catch (cause) {
    const error = toChannelError(cause, 'read')
    if (!(error instanceof ChannelError)) throw error
    const { message: detail, sentence, technical } = error
    return { ...step, ok: false, detail, sentence, technical, durationMs: took(), value: null }
  }
}

/** As few as X gives: what is read is paid for. */
async function reads(link: XLink, path: string, found: 'found_mentions' | 'found_dms', signal: AbortSignal) {
  const query = path === 'dm_events' ? { max_results: '1' } : { max_results: '5' }
  pageIn(await link.ask({ method: 'GET', url: `https://api.x.com/2/${path}`, query }, signal))
  return { found: say(found), value: true }
}

async function announces(announce: NonNullable<VerifyContext['announce']>, self: string, signal: AbortSignal) {
  const { trouble } = await announce(self, signal)
  if (trouble !== null) throw new ChannelError('permanent', trouble)
  return { found: say('connected_announced'), value: true }
}

/** What is missing for each, as a sentence that says what to tick; `null`: nothing that can be known without writing. */
function permissionOf(
  { oauth2 }: TwitterSettings,
  accessLevel: string | null,
): { write: Sentence | null; direct: Sentence | null } {
  if (oauth2 === undefined) {
    return {
      write: accessLevel === 'read' ? say('no_write_permission') : null,
      direct: accessLevel !== null && !accessLevel.includes('directmessages') ? say('no_dm_permission') : null,
    }
  }
  const given = oauth2.tokens?.scope?.split(' ') ?? null
  const lacks = (scope: string) => (given !== null && !given.includes(scope) ? say('scope_missing', { scope }) : null)
  return { write: lacks('tweet.write') ?? lacks('media.write'), direct: lacks('dm.write') ?? lacks('dm.read') }
}

function mayWrite(missing: Sentence | null, found: 'found_reply_permission' | 'found_dm_permission') {
  if (missing !== null) throw new ChannelError('needs_reauth', missing)
  return { found: say(found), value: true }
}
