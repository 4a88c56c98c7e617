import type { AccountState } from '@cordboard/core/channel/account-state'
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { detailOf } from '@cordboard/core/sentence'
import { setTimeout as delay } from 'node:timers/promises'
import type { Budget } from './budget.ts'
import type { TwitterPace } from './pace.ts'
import { say } from './sentences.ts'

type Affording = { budget: Budget; host: Host; pace: Pick<TwitterPace, 'limitCheckMs'> }

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

/** While the day's limit is reached. When a day ends is for whoever counts to say: our clocks need not agree. */
export async function whenAffordable({ budget, host, pace }: Affording, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await budget.standing()) === 'reached') {
    const state = {
      state: 'paused',
      ...detailOf(budget.reached()),
      nextAction: 'check_settings',
      progress: null,
    } as const
    await pause(host, state, pace.limitCheckMs, signal)
  }
}

/** X lets nobody ask before this time. */
export function waitingState(until: number): AccountState {
  const time = new Date(until).toISOString().slice(11, 16)
  return { state: 'degraded', ...detailOf(say('waiting', { time })), nextAction: 'wait', progress: null }
}
