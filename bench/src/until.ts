import { setTimeout as delay } from 'node:timers/promises'

/** Waits for a condition; throws when it does not come true in time. */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
  { everyMs = 20, limitMs = 180_000 } = {},
): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Not within ${limitMs / 1000} s: ${what}.`)
    await delay(everyMs)
  }
}
