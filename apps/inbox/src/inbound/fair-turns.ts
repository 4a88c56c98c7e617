/** Takes turns between lanes for a few places: who has had none for longest comes next, and one lane never holds the last place. */
export type FairTurns = {
  /** Runs the work when its turn comes; settles as the work does. */
  take<T>(lane: string, work: () => Promise<T>): Promise<T>
}

type Lane = { waiting: (() => Promise<void>)[]; running: number; lastTurn: number }

/** `places`: works at once, over all lanes. From two places on one is always left to the other lanes. */
export function createFairTurns(places: number): FairTurns {
  const lanes = new Map<string, Lane>()
  const mostOfOneLane = Math.max(1, places - 1)
  let running = 0
  let turn = 0

  function next(): [string, Lane] | undefined {
    const ready = [...lanes].filter(([, lane]) => lane.waiting.length > 0 && lane.running < mostOfOneLane)
    return ready.toSorted(([, a], [, b]) => a.lastTurn - b.lastTurn)[0]
  }

  function start(): void {
    while (running < places) {
      const [name, lane] = next() ?? []
      const work = lane?.waiting.shift()
      if (name === undefined || !lane || !work) return
      lane.lastTurn = ++turn
      running += 1
      lane.running += 1
      const end = () => {
        running -= 1
        lane.running -= 1
        if (lane.running === 0 && lane.waiting.length === 0) lanes.delete(name)
        start()
      }
      work().then(end, end)
    }
  }

  return {
    take<T>(name: string, work: () => Promise<T>) {
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      const lane = lanes.get(name) ?? { waiting: [], running: 0, lastTurn: 0 }
      lanes.set(name, lane)
      lane.waiting.push(() => work().then(resolve, reject))
      start()
      return promise
    },
  }
}
