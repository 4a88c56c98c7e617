import type { JobQueue, OnTrouble } from './store.ts'

const SCHEDULE = 'sweep'

/**
 * Puts the sweep on the store's own schedule, so that all processes together sweep once per interval and never two at a
 * time. Rejects when the store does not take the schedule. The returned object stops only the looking after.
 */
export async function keepSweeping(
  queue: JobQueue,
  { everyMs, onTrouble }: { everyMs: number; onTrouble: OnTrouble },
): Promise<Disposable> {
  await schedule(queue, everyMs)
  // An emptied store has forgotten the schedule as well. Saying it again changes nothing where it still stands.
  const timer = setInterval(() => {
    schedule(queue, everyMs).catch(onTrouble)
  }, everyMs)
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
    },
  }
}

async function schedule(queue: JobQueue, everyMs: number): Promise<void> {
  const known = await queue.getJobScheduler(SCHEDULE)
  // Made by a clock that was ahead: it would wait for the hour that one showed, and saying it again would change nothing.
  const isFarOff = known?.next !== undefined && known.next > Date.now() + 2 * everyMs
  if (isFarOff) await queue.removeJobScheduler(SCHEDULE)
  await queue.setGlobalConcurrency(1)
  await queue.upsertJobScheduler(SCHEDULE, { every: everyMs }, { name: 'sweep', data: {} })
}
