/** What is known of a reply's way out, the edges between those states, and the one policy for what follows a failure. */
import { z } from 'zod'
import type { Capabilities } from './channel/channel.ts'
import type { ChannelError } from './channel/error.ts'

export const deliveryStateSchema = z.enum(['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unconfirmed'])
export type DeliveryState = z.infer<typeof deliveryStateSchema>

/**
 * Every move a delivery may make. `sending` never goes back to `queued` by a timeout: only a provider's certain refusal
 * (`transient`, `rate_limited`, `needs_reauth`) does that. A person may send a failed or unconfirmed reply again. `queued` becomes
 * `unconfirmed` only in a database that was restored: it may have been sent since.
 */
export const deliveryEdges: Record<DeliveryState, readonly DeliveryState[]> = {
  queued: ['sending', 'failed', 'unconfirmed'],
  sending: ['sent', 'queued', 'failed', 'unconfirmed'],
  sent: ['delivered', 'read', 'failed'],
  delivered: ['read', 'failed'],
  read: [],
  failed: ['queued'],
  unconfirmed: ['queued', 'sent', 'delivered', 'read', 'failed'],
}

export function mayMove(from: DeliveryState, to: DeliveryState): boolean {
  return deliveryEdges[from].includes(to)
}

/** Whether a person may ask for this reply to be sent (again), and whether that could reach the customer twice. */
export function resendChoice(
  state: DeliveryState,
  resend: Capabilities['resend'],
  /** The customer was refused, and others got it. */
  reachedOthers = false,
): 'no' | 'safe' | 'may_duplicate' {
  if (state === 'failed') return reachedOthers && resend === 'may_duplicate' ? 'may_duplicate' : 'safe'
  if (state === 'unconfirmed') return resend === 'deduplicated' ? 'safe' : 'may_duplicate'
  return 'no'
}

export type AfterFailure =
  | { next: 'queued'; waitMs: number; countsAsAttempt: boolean; holds: 'lane' | 'account' }
  | { next: 'failed' }
  | { next: 'unconfirmed' }

const firstWaitMs = 2_000
const longestWaitMs = 15 * 60_000
/** About two days of capped exponential waits: longer than a provider's weekend outage is worth hiding from the agent. */
const maxAttempts = 200

/** How long to wait before attempt `attempts + 1`, without jitter. */
export function backoffMs(attempts: number): number {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempts, 20))
}

/** The one policy for what follows a failed hand-over. `attempts` counts those already made, this one included. */
export function afterFailure(error: ChannelError, attempts: number, resend: Capabilities['resend']): AfterFailure {
  const holds = error.scope === 'account' ? 'account' : 'lane'
  switch (error.kind) {
    case 'permanent':
      return { next: 'failed' }
    case 'unconfirmed':
      if (resend === 'may_duplicate' || attempts >= maxAttempts) return { next: 'unconfirmed' }
      return { next: 'queued', waitMs: backoffMs(attempts), countsAsAttempt: true, holds }
    case 'rate_limited':
      return { next: 'queued', waitMs: error.retryAfterMs ?? backoffMs(attempts), countsAsAttempt: false, holds }
    case 'needs_reauth':
      // Held until a person acts, and then not a moment longer.
      return { next: 'queued', waitMs: 0, countsAsAttempt: false, holds: 'account' }
    case 'transient':
      if (attempts >= maxAttempts) return { next: 'failed' }
      return { next: 'queued', waitMs: backoffMs(attempts), countsAsAttempt: true, holds }
  }
}
