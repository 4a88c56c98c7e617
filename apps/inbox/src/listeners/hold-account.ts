/** Keeps one account connected for as long as its lease is held: receives, and dials again with patience. */
import { setTimeout as delay } from 'node:timers/promises'
import { ChannelError, LeaseLost } from '@cordboard/core/channel/error'
import { detailOf } from '@cordboard/core/sentence'
import { AccountUnusable, loadAccount } from '../accounts/load-account.ts'
import { type Host, openHost } from '../accounts/open-host.ts'
import { reportState } from '../accounts/report-state.ts'
import { BlobRefused } from '../blobs/blob-store.ts'
import type { Context } from '../context.ts'
import { isDatabaseAway } from '../db/transaction.ts'
import { say } from '../sentences.ts'
import { stateAfter, waitBeforeDialling } from './back-off.ts'
import type { DialGate } from './dial-gate.ts'
import type { Lease } from './lease.ts'

/** A line that stood this long was a good one: its loss begins a new count. */
const goodLineMs = 30_000
/** Our own database being away says nothing about the line: it is dialled again soon, however often that failed. */
const mostFailuresWhileAway = 3

/** Resolves when `signal` aborts, the account is gone or its lease is lost; never rejects. */
export async function holdAccount(
  ctx: Context,
  { lease, gate }: { lease: Lease; gate: DialGate },
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    const startedAt = Date.now()
    const ended = await receiveUntilLost(ctx, { lease, gate, first: failures === 0 }, signal)
    if (ended === 'over' || signal.aborted) return
    failures = Date.now() - startedAt > goodLineMs ? 1 : failures + 1
    if (isDatabaseAway(ended.cause)) failures = Math.min(failures, mostFailuresWhileAway)
    await waitAfter(ctx, { lease, error: ended, failures }, signal)
  }
}

async function receiveUntilLost(
  ctx: Context,
  { lease, gate, first }: { lease: Lease; gate: DialGate; first: boolean },
  signal: AbortSignal,
): Promise<'over' | { cause: unknown }> {
  try {
    const account = await loadAccount(ctx, lease.accountId)
    if (account === null) return 'over'
    const host = openHost(ctx, account, { epoch: lease.epoch })
    // What it reported is stored before what is said of its end.
    await using _ = { [Symbol.asyncDispose]: () => host.settled() }
    if (first)
      host.reportState({ state: 'connecting', ...detailOf(say('connecting')), nextAction: 'wait', progress: null })
    using turn = await gate.enter(signal)
    await using connection = await account.channel.connect(account.settings, saying(host, turn.leave))
    if (connection.receive) await connection.receive(signal)
    else await followProvider(host, signal)
    return { cause: new ChannelError('transient', say('line_ended')) }
  } catch (cause) {
    return cause instanceof LeaseLost ? 'over' : { cause }
  }
}

/** The first it says of itself shows that the line stands. */
function saying(host: Host, stands: () => void): Host {
  return {
    ...host,
    reportState(state) {
      stands()
      host.reportState(state)
    },
  }
}

async function waitAfter(
  ctx: Context,
  { lease, error: { cause }, failures }: { lease: Lease; error: { cause: unknown }; failures: number },
  signal: AbortSignal,
): Promise<void> {
  const { accountId, epoch } = lease
  const error = asChannelError(cause)
  const waitMs = waitBeforeDialling(error, failures)
  const reason = cause instanceof Error && cause !== error ? cause.stack : error.message
  ctx.log.warn({ accountId, failures, waitMs, reason, technical: error.technical }, 'account_line_lost')
  if (!isDatabaseAway(cause)) {
    await reportState(ctx, accountId, stateAfter(error), { epoch }).catch((unstored: unknown) =>
      ctx.log.warn({ accountId, error: String(unstored) }, 'account_state_not_stored'),
    )
  }
  await delay(waitMs, undefined, { signal }).catch(() => undefined)
}

const blobTroubles: Record<string, 'disk_full' | 'store_away'> = { disk_full: 'disk_full', away: 'store_away' }

function asChannelError(cause: unknown): ChannelError {
  if (cause instanceof ChannelError) return cause
  if (cause instanceof AccountUnusable) return new ChannelError('permanent', cause.sentence, { cause })
  const trouble = cause instanceof BlobRefused ? blobTroubles[cause.reason] : undefined
  return new ChannelError('transient', say(trouble ?? 'line_broken'), { cause })
}

/** On a line where the provider calls us there is nothing to pull. */
async function followProvider(host: Host, signal: AbortSignal): Promise<void> {
  host.reportState({ state: 'connected', detail: '', nextAction: 'none', progress: null })
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
