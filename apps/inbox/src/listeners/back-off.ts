/** What a lost line means: how the account stands meanwhile, and when to dial again. */
import type { AccountState } from '@cordboard/core/channel/account-state'
import type { ChannelError, ChannelErrorKind } from '@cordboard/core/channel/error'

const shortestMs = 500
const longestMs = 60_000
/** A provider that goes on asking for patience gets more of it than it asked for. */
const longestUnaskedMs = 15 * 60_000
/** Servers may ask for more; what is longer than timers can count would even end at once. */
const longestAskedMs = 24 * 3_600_000
/** Trying a refused password again and again gets accounts locked; new settings are tried at once. */
const refusedMs = 15 * 60_000

export function waitBeforeDialling(error: ChannelError, failuresInARow: number): number {
  switch (error.kind) {
    case 'needs_reauth':
    case 'permanent':
      return refusedMs
    case 'rate_limited':
      return Math.round(Math.min(longestAskedMs, longerThanAsked(error, failuresInARow)))
    case 'transient':
    case 'unconfirmed':
      return jittered(Math.min(longestMs, shortestMs * 2 ** Math.min(failuresInARow - 1, 16)))
  }
}

/** Never sooner than asked, a little later, so that all accounts of one provider do not come back in step; longer each time in a row. */
function longerThanAsked({ retryAfterMs }: ChannelError, failuresInARow: number): number {
  const patientMs = Math.min(longestUnaskedMs, shortestMs * 2 ** Math.min(failuresInARow - 1, 16))
  return Math.max(retryAfterMs ?? longestMs, patientMs) * (1 + Math.random() / 5)
}

/** Between half and all of it, so that a thousand accounts of one provider do not come back in step. */
function jittered(ms: number): number {
  return Math.round(ms * (0.5 + Math.random() / 2))
}

type Standing = Pick<AccountState, 'state' | 'nextAction'>

const standings: Record<ChannelErrorKind, Standing> = {
  needs_reauth: { state: 'needs_reauth', nextAction: 'reconnect' },
  permanent: { state: 'failed', nextAction: 'check_settings' },
  rate_limited: { state: 'degraded', nextAction: 'wait' },
  transient: { state: 'degraded', nextAction: 'wait' },
  unconfirmed: { state: 'degraded', nextAction: 'wait' },
}

export function stateAfter(error: ChannelError): AccountState {
  return { ...standings[error.kind], detail: error.message, sentence: error.sentence, progress: null }
}
