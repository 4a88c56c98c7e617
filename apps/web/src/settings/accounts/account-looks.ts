import type { Account } from '@cordboard/api-contract/accounts'
import {
  CircleCheck,
  CirclePause,
  CircleX,
  KeyRound,
  LoaderCircle,
  RefreshCw,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'

type State = Account['state']['state']

/** How a state looks; its words are `accountState.<state>`, so that colour never speaks alone. */
export const looks: Record<State, { tone: string; icon: LucideIcon; turns?: true }> = {
  connecting: { tone: 'text-fg-muted', icon: LoaderCircle, turns: true },
  syncing: { tone: 'text-accent-text', icon: RefreshCw, turns: true },
  connected: { tone: 'text-ok', icon: CircleCheck },
  degraded: { tone: 'text-warn', icon: TriangleAlert },
  needs_reauth: { tone: 'text-danger', icon: KeyRound },
  failed: { tone: 'text-danger', icon: CircleX },
  paused: { tone: 'text-fg-muted', icon: CirclePause },
}

/** What is shown of an account: one that is switched off is paused, whatever its last report said. */
export function shownState({ enabled, state }: Pick<Account, 'enabled' | 'state'>): State {
  return enabled ? state.state : 'paused'
}

export type NextAction = { words: string; isUrgent: boolean }

/** The button that leads to the settings. Urgent where nothing else helps; offered where waiting may not; else `null`. */
export function nextActionOf({ enabled, state }: Pick<Account, 'enabled' | 'state'>): NextAction | null {
  if (!enabled) return null
  if (state.nextAction === 'reconnect') return { words: 'accounts.reconnect', isUrgent: true }
  if (state.nextAction === 'check_settings') return { words: 'accounts.checkSettings', isUrgent: true }
  return state.state === 'degraded' ? { words: 'accounts.checkSettings', isUrgent: false } : null
}

/** Done of total in whole per cent; 100 only when all is done. */
export function percentOf({ done, total }: { done: number; total: number }): number {
  return total <= 0 || done >= total ? 100 : Math.floor((done / total) * 100)
}
