/** Hears when a server names a pause. imapflow would keep the line and be silent for minutes; it says so only to its log. */
import type { ImapFlowOptions } from 'imapflow'

/** A shorter pause is waited out on the line. */
const longestOnTheLineMs = 5_000

/** A logger for imapflow that keeps nothing; other levels than this one are not even composed. */
export function throttleWatch(onThrottled: (pauseMs: number) => void): Exclude<ImapFlowOptions['logger'], false> {
  const nothing = () => undefined
  const logger = {
    warn({ throttleDelay }: { throttleDelay?: unknown }) {
      if (typeof throttleDelay === 'number' && throttleDelay > longestOnTheLineMs) onThrottled(throttleDelay)
    },
    isLevelEnabled: (level: string) => level === 'warn',
    debug: nothing,
    info: nothing,
    error: nothing,
    fatal: nothing,
  }
  return logger
}
