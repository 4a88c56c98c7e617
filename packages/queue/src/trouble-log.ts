import type { Log } from '@cordboard/core/channel/channel'
import type { OnTrouble, Role } from './store.ts'

const QUIET_MS = 10_000

/** A store that is away makes every connection complain many times a second: one line now and then says it all. */
export function troubleLog(log: Log, role: Role): OnTrouble {
  let quietUntil = 0
  let unsaid = 0
  return (error) => {
    if (performance.now() < quietUntil) {
      unsaid += 1
      return
    }
    log.warn({ role, unsaid, error: error instanceof Error ? error.message : String(error) }, 'queue_store_trouble')
    quietUntil = performance.now() + QUIET_MS
    unsaid = 0
  }
}
