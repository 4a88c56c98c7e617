/** The "Test connection" button. It proves what can be proven without writing to anybody, and says what cannot. */
import type { UserFromGetMe, WebhookInfo } from '@grammyjs/types'
import type { Verification, VerificationStep } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { detailOf, type Sentence } from '@cordboard/core/sentence'
import { receivingError } from './errors.ts'
import { hookInfo, placeOf } from './hook-watch.ts'
import { say } from './sentences.ts'
import type { Line } from './send.ts'

type Tried = { ok: boolean; sentence: Sentence }
type Direction = VerificationStep['direction']

export async function verify(
  line: Line,
  signal: AbortSignal,
  onStep?: (step: VerificationStep) => void,
): Promise<Verification> {
  const steps: VerificationStep[] = []
  const step = async (name: string, direction: Direction, attempt: () => Promise<Tried>): Promise<boolean> => {
    const done = await tried(line, { name, direction }, attempt)
    steps.push(done)
    onStep?.(done)
    return done.ok
  }
  const timeoutMs = line.pace.answerTimeoutMs
  let me: UserFromGetMe | null = null
  const known = await step('token', 'receive', async () => {
    me = await line.client.call<UserFromGetMe>('getMe', {}, { signal, timeoutMs })
    return { ok: true, sentence: say('knows_bot', { name: me.username }) }
  })
  if (!known || me === null) return { steps }
  const bot: UserFromGetMe = me
  await step('delivery', 'receive', async () => deliveredTo(line, await hookInfo(line, signal)))
  await step('groups', 'receive', async () => ({ ok: true, sentence: privacyOf(bot) }))
  await step('permission', 'send', async () => {
    await line.client.call('getMyCommands', {}, { signal, timeoutMs })
    return { ok: true, sentence: say('may_send') }
  })
  return { steps }
}

async function tried(
  { server }: Line,
  { name, direction }: { name: string; direction: Direction },
  attempt: () => Promise<Tried>,
): Promise<VerificationStep> {
  const began = performance.now()
  const said = { step: name, direction }
  try {
    const { ok, sentence } = await attempt()
    return { ...said, ok, ...detailOf(sentence), technical: null, durationMs: performance.now() - began }
  } catch (failure) {
    const error = receivingError(failure, server)
    if (!(error instanceof ChannelError)) throw error
    const { message: detail, sentence, technical } = error
    return { ...said, ok: false, detail, sentence, technical, durationMs: performance.now() - began }
  }
}

function deliveredTo({ settings: { mode }, host: { hookUrl } }: Line, info: WebhookInfo): Tried {
  const { url = '', pending_update_count: count } = info
  const isOurs = hookUrl !== null && url === hookUrl
  if (url !== '' && !isOurs && mode === 'polling')
    return { ok: false, sentence: say('other_hook', { place: placeOf(url) }) }
  if (mode === 'polling') return { ok: true, sentence: say('nobody_else', { count }) }
  if (isOurs) return { ok: true, sentence: say('hook_set', { count }) }
  // An account that is not stored yet has no address; one that is and has none is told so by its state.
  if (hookUrl !== null && !hookUrl.startsWith('https:')) return { ok: false, sentence: say('hook_needs_address') }
  return { ok: true, sentence: say('hook_to_come') }
}

function privacyOf({ can_join_groups, can_read_all_group_messages }: UserFromGetMe): Sentence {
  if (!can_join_groups) return say('no_groups')
  return can_read_all_group_messages ? say('groups_seen') : say('groups_hidden')
}
