import type { AccountState } from '@cordboard/core/channel/account-state'
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { detailOf } from '@cordboard/core/sentence'
import { setTimeout as delay } from 'node:timers/promises'
import { say } from './sentences.ts'

type Host = Pick<ChannelHost<object>, 'reportState'>

/** A line says that it still stands as often, so that silence is not taken for its end. */
export const stillHereMs = 30_000

/** The state is said again all along. */
export async function pause(host: Host, state: AccountState, forMs: number, signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + forMs; Date.now() < end && !signal.aborted;) {
    host.reportState(state)
    await delay(Math.min(stillHereMs, end - Date.now()), undefined, { signal })
  }
}

/** X lets nobody ask before this time. */
export function waitingState(until: number): AccountState {
  const time = new Date(until).toISOString().slice(11, 16)
  return { state: 'degraded', ...detailOf(say('waiting', { time })), nextAction: 'wait', progress: null }
}
