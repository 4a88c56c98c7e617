import { setTimeout as delay } from 'node:timers/promises'
import type { Handlers } from '../../src/handlers.ts'

/** Stands in for the outbound rows: replies of each conversation, and what became of them. */
export type Lanes = {
  names: string[]
  queued: Map<string, number[]>
  sent: Map<string, number[]>
  /** How often two calls ran in one lane at the same time. */
  overlaps: number
  open(): string[]
}

export function makeLanes(count: number): Lanes {
  const names = Array.from({ length: count }, (_, n) => `conversation-${n}`)
  const queued = new Map(names.map((name) => [name, [] as number[]]))
  const sent = new Map(names.map((name) => [name, [] as number[]]))
  return { names, queued, sent, overlaps: 0, open: () => names.filter((name) => queued.get(name)!.length > 0) }
}

/** Sends what a lane holds when the call begins, one after the other; `mishap` is asked before each reply. */
export function drainLanes(
  lanes: Lanes,
  mishap: (conversationId: string) => 'none' | 'wait' | 'throw',
): Handlers['drain'] {
  const busy = new Set<string>()
  return async (conversationId) => {
    if (busy.has(conversationId)) lanes.overlaps += 1
    busy.add(conversationId)
    try {
      const queued = lanes.queued.get(conversationId)!
      const seen = queued.length
      for (let n = 0; n < seen; n += 1) {
        const what = mishap(conversationId)
        if (what === 'wait') return { againInMs: 1 + Math.random() * 10 }
        if (what === 'throw') throw new Error('the database went away')
        await delay(Math.random() * 8)
        lanes.sent.get(conversationId)!.push(queued.shift()!)
      }
      return 'done'
    } finally {
      busy.delete(conversationId)
    }
  }
}
