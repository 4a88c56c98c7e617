/** Keeps one account connected for as long as its lease is held: receives, and dials again with patience. */
import { setTimeout as delay } from 'node:timers/promises'
import { ChannelError, LeaseLost } from '@cordboard/core/channel/error'
import { detailOf } from '@cordboard/core/sentence'
import { AccountUnusable, type HeldAccount, loadAccount, unsealAccount } from '../accounts/load-account.ts'
import type { Host } from '../accounts/open-host.ts'
import { BlobRefused } from '../blobs/blob-store.ts'
import type { Context } from '../context.ts'
import { isDatabaseAway } from '../db/transaction.ts'
import { say } from '../sentences.ts'
import type { AccountRows } from './account-rows.ts'
import { stateAfter, waitBeforeDialling } from './back-off.ts'
import type { DialGate } from './dial-gate.ts'
import { holdHost } from './hold-host.ts'
import type { Lease, TakenLease } from './lease.ts'

/** A line that stood this long was a good one: its loss begins a new count. */
const goodLineMs = 30_000
/** Our own database being away says nothing about the line: it is dialled again soon, however often that failed. */
const mostFailuresWhileAway = 3
/** A line that stands sooner has never been seen connecting: two changes in a row would only flicker. */
const unsaidMs = 1_000

type Means = { gate: DialGate; rows: AccountRows }
/** `account` is what the first line begins with; later ones look again. */
type Hold = Means & { lease: Lease; account: HeldAccount | null }

/** Resolves when `signal` aborts, the account is gone or its lease is lost; never rejects. */
export async function holdAccount(
  ctx: Context,
  { lease: { account, ...lease }, gate, rows }: Means & { lease: TakenLease },
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  const hold: Hold = { lease, gate, rows, account }
  while (!signal.aborted) {
    const startedAt = Date.now()
    const ended = await receiveUntilLost(ctx, hold, signal)
    hold.account = null
    if (ended === 'over' || signal.aborted) return
    failures = Date.now() - startedAt > goodLineMs ? 1 : failures + 1
    if (isDatabaseAway(ended.cause)) failures = Math.min(failures, mostFailuresWhileAway)
    await waitAfter(ctx, { lease, rows, error: ended, failures }, signal)
  }
}

async function receiveUntilLost(
  ctx: Context,
  { lease, gate, rows, account: first }: Hold,
  signal: AbortSignal,
): Promise<'over' | { cause: unknown }> {
  try {
    const account = first ? unsealAccount(ctx, first) : await loadAccount(ctx, lease.accountId)
    if (account === null) return 'over'
    const host = holdHost(ctx, account, { epoch: lease.epoch, rows, cursor: first?.cursor })
    // What it reported is stored before what is said of its end.
    await using _ = { [Symbol.asyncDispose]: () => host.settled() }
    using connecting = first ? sayConnecting(host) : null
    using turn = await gate.enter(signal)
    const stands = () => {
      turn.leave()
      connecting?.[Symbol.dispose]()
    }
    await using connection = await account.channel.connect(account.settings, saying(host, stands))
    if (connection.receive) await connection.receive(signal)
    else await followProvider(saying(host, stands), signal)
    return { cause: new ChannelError('transient', say('line_ended')) }
  } catch (cause) {
    return cause instanceof LeaseLost ? 'over' : { cause }
  }
}

function sayConnecting(host: Host): Disposable {
  const timer = setTimeout(
    () => host.reportState({ state: 'connecting', ...detailOf(say('connecting')), nextAction: 'wait', progress: null }),
    unsaidMs,
  )
  return { [Symbol.dispose]: () => clearTimeout(timer) }
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

type Waiting = { lease: Lease; rows: AccountRows; error: { cause: unknown }; failures: number }

async function waitAfter(
  ctx: Context,
  { lease, rows, error: { cause }, failures }: Waiting,
  signal: AbortSignal,
): Promise<void> {
  const { accountId, epoch } = lease
  const error = asChannelError(cause)
  const waitMs = waitBeforeDialling(error, failures)
  const reason = cause instanceof Error && cause !== error ? cause.stack : error.message
  ctx.log.warn({ accountId, failures, waitMs, reason, technical: error.technical }, 'account_line_lost')
  if (!isDatabaseAway(cause)) {
    await rows
      .report({ accountId, epoch, state: stateAfter(error) })
      .catch((unstored: unknown) => ctx.log.warn({ accountId, error: String(unstored) }, 'account_state_not_stored'))
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
