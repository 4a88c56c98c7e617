/** Which messages of a transaction may be asked about before any of them is stored: those that cannot change each other's answer. */
import type { Entry } from './entry.ts'
import type { Place } from './find-place.ts'
import type { Prepared } from './ingest-event.ts'

/** In their order. What shares anything it is found by with an earlier one begins anew, and whatever is not simply a message is alone. */
export function runsOf<Item extends { prepared: Prepared }>(items: readonly Item[]): Item[][] {
  const runs: Item[][] = []
  let taken = new Set<string>()
  let mayJoin = false
  for (const item of items) {
    const { event, entry } = item.prepared
    const keys = keysOf(entry)
    const isMessage = event.kind === 'message'
    const run = runs.at(-1)
    if (run && mayJoin && isMessage && !keys.some((key) => taken.has(key))) run.push(item)
    else {
      runs.push([item])
      taken = new Set()
    }
    for (const key of keys) taken.add(key)
    mayJoin = isMessage
  }
  return runs
}

/** How many of these places, from the first on, share no conversation. */
export function countApart(places: readonly Place[]): number {
  const met = new Set<string>()
  for (const [at, { candidates }] of places.entries()) {
    if (candidates.some(({ conversationId }) => met.has(conversationId))) return at
    for (const { conversationId } of candidates) met.add(conversationId)
  }
  return places.length
}

function keysOf({ external_id, sender, group, thread_ids, references, thread_key }: Entry): string[] {
  const conversation = thread_key === null ? [] : [`conversation ${thread_key}`]
  const ids = [...thread_ids, ...references].map((id) => `id ${id}`)
  const people = [sender, ...(group ? [group] : [])].map(({ key }) => `person ${key}`)
  return [`message ${external_id}`, ...people, ...conversation, ...ids]
}
