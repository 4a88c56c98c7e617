import { describe, expect, it } from 'vitest'
import { createLanes, type LaneItem } from '../src/inbound/lanes.ts'

type Step = { lane: string; ids: string[] }

/** Work that ends when the test says so. */
function stepping(options: { atOnce: number; slice: number }) {
  const steps: (Step & { end: (error?: Error) => void })[] = []
  const errors: unknown[] = []
  const lanes = createLanes(
    (lane, items) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => (error ? reject(error) : resolve())
        steps.push({ lane, ids: items.map(({ id }) => id), end })
      }),
    { ...options, onError: (error) => errors.push(error) },
  )
  async function endNext(error?: Error): Promise<Step> {
    const { lane, ids, end } = steps.shift()!
    end(error)
    await new Promise((resolve) => setImmediate(resolve))
    return { lane, ids }
  }
  return { lanes, steps, errors, endNext }
}

function itemsOf(lane: string, from: number, count: number, live = true): LaneItem[] {
  return Array.from({ length: count }, (_, n) => ({ id: `${lane}${from + n}`, lane, live }))
}

describe('lanes', () => {
  it('take turns in slices, so that a flood on one delays another by one slice only', async () => {
    const { lanes, steps, endNext } = stepping({ atOnce: 1, slice: 2 })
    const flood = lanes.push(itemsOf('a', 0, 6))
    const other = lanes.push(itemsOf('b', 0, 1))
    expect(await endNext()).toEqual({ lane: 'a', ids: ['a0', 'a1'] })
    expect(await endNext()).toEqual({ lane: 'b', ids: ['b0'] })
    await other
    expect(await endNext()).toEqual({ lane: 'a', ids: ['a2', 'a3'] })
    expect(await endNext()).toEqual({ lane: 'a', ids: ['a4', 'a5'] })
    await flood
    expect(steps).toEqual([])
  })

  it('work on one slice of a lane at a time, and on several lanes at once', async () => {
    const { lanes, steps } = stepping({ atOnce: 2, slice: 1 })
    const pushed = lanes.push([...itemsOf('a', 0, 2), ...itemsOf('b', 0, 1), ...itemsOf('c', 0, 1)])
    expect(steps.map(({ lane }) => lane)).toEqual(['a', 'b'])
    while (steps.length > 0) {
      steps.shift()!.end()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await pushed
  })

  it('let new messages pass imported ones, in their own lane and in others', async () => {
    const { lanes, endNext } = stepping({ atOnce: 1, slice: 1 })
    const all = Promise.all([
      lanes.push(itemsOf('a', 0, 3, false)),
      lanes.push(itemsOf('a', 10, 1)),
      lanes.push(itemsOf('b', 0, 1)),
    ])
    const order: string[] = []
    for (let n = 0; n < 5; n += 1) order.push(...(await endNext()).ids)
    expect(order).toEqual(['a0', 'b0', 'a10', 'a1', 'a2'])
    await all
  })

  it('count an item that is already waiting once', async () => {
    const { lanes, endNext, steps } = stepping({ atOnce: 1, slice: 5 })
    const first = lanes.push(itemsOf('a', 0, 1))
    await lanes.push(itemsOf('a', 0, 1))
    expect(await endNext()).toEqual({ lane: 'a', ids: ['a0'] })
    await first
    expect(steps).toEqual([])
  })

  it('leave their place to others while they wait aside, as many as may', async () => {
    const slow = Promise.withResolvers<void>()
    const worked: string[] = []
    const lanes = createLanes(
      async (lane, _, aside) => {
        if (lane !== 'quick') await Promise.all([aside(() => slow.promise), aside(() => slow.promise)])
        worked.push(lane)
      },
      { atOnce: 1, slice: 1, mostAside: 2, onError: (error) => expect.fail(String(error)) },
    )
    const heavy = ['a', 'b'].map((lane) => lanes.push(itemsOf(lane, 0, 2)))
    await lanes.push(itemsOf('quick', 0, 3))
    expect(worked).toEqual(['quick', 'quick', 'quick'])
    heavy.push(lanes.push(itemsOf('c', 0, 1)))
    const waits = lanes.push(itemsOf('quick', 3, 1))
    await new Promise((resolve) => setImmediate(resolve))
    expect(worked).toHaveLength(3)
    slow.resolve()
    await Promise.all([...heavy, waits])
    expect(worked.toSorted().join(' ')).toBe('a a b b c quick quick quick quick')
  })

  it('go on after work that failed', async () => {
    const { lanes, endNext, errors } = stepping({ atOnce: 1, slice: 1 })
    const pushed = lanes.push(itemsOf('a', 0, 2))
    await endNext(new Error('broken'))
    expect(await endNext()).toEqual({ lane: 'a', ids: ['a1'] })
    await pushed
    expect(errors).toHaveLength(1)
  })
})
