/**
 * Ingest by account: one account's rows go through one after the other and in order, accounts take turns in small slices, and new
 * messages go before imported ones. So a flood on one line delays the others by no more than a slice. Work that waits for something
 * slow steps aside meanwhile.
 */
import { type Aside, createAsides } from './aside.ts'

export type LaneItem = { id: string; lane: string; live: boolean }

export type Lanes = {
  /** Resolves when all of these have been worked through; an item that is already waiting or in work counts at once. */
  push(items: readonly LaneItem[]): Promise<void>
}

type LaneOptions = {
  atOnce: number
  slice: number
  mostAside?: number
  onError: (error: unknown, lane: string) => void
}
type Entry = { item: LaneItem; done: () => void }
type Lane = { live: Entry[]; backlog: Entry[]; busy: boolean }

/**
 * `work` gets up to `slice` items of one lane. It may reject; the items then count as worked through. What it awaits through `aside`
 * does not count among the `atOnce`, for at most `mostAside` lanes.
 */
export function createLanes(
  work: (lane: string, items: readonly LaneItem[], aside: Aside) => Promise<void>,
  { atOnce, slice, mostAside = 0, onError }: LaneOptions,
): Lanes {
  const lanes = new Map<string, Lane>()
  const pending = new Set<string>()
  let running = 0
  const oneLaneAside = createAsides(mostAside, (places) => {
    running += places
    start()
  })

  function next(): [string, Lane] | undefined {
    const free = [...lanes].filter(([, lane]) => !lane.busy)
    return free.find(([, lane]) => lane.live.length > 0) ?? free[0]
  }

  async function run(name: string, lane: Lane): Promise<void> {
    const entries = (lane.live.length > 0 ? lane.live : lane.backlog).splice(0, slice)
    try {
      await work(
        name,
        entries.map(({ item }) => item),
        oneLaneAside(),
      )
    } catch (error) {
      onError(error, name)
    }
    for (const { item, done } of entries) {
      pending.delete(item.id)
      done()
    }
    lane.busy = false
    running -= 1
    // To the end of the line: the others come first now.
    lanes.delete(name)
    if (lane.live.length + lane.backlog.length > 0) lanes.set(name, lane)
  }

  function start(): void {
    while (running < atOnce) {
      const found = next()
      if (!found) return
      const [name, lane] = found
      lane.busy = true
      running += 1
      run(name, lane).then(start, (error: unknown) => onError(error, name))
    }
  }

  function add(item: LaneItem): Promise<void> {
    if (pending.has(item.id)) return Promise.resolve()
    pending.add(item.id)
    const lane = lanes.get(item.lane) ?? { live: [], backlog: [], busy: false }
    lanes.set(item.lane, lane)
    return new Promise((resolve) => lane[item.live ? 'live' : 'backlog'].push({ item, done: resolve }))
  }

  return {
    async push(items) {
      const worked = items.map(add)
      start()
      await Promise.all(worked)
    },
  }
}
