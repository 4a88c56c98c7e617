import { describe, expect, it } from 'vitest'
import { createFairTurns } from '../src/inbound/fair-turns.ts'

/** Works that end when the test says so, by the order they started in. */
function stepping(places: number) {
  const turns = createFairTurns(places)
  const started: { lane: string; end: (error?: Error) => void }[] = []
  return {
    names: () => started.map(({ lane }) => lane).join(''),
    take: (lane: string) =>
      turns.take(lane, () => {
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        started.push({ lane, end: (error) => (error ? reject(error) : resolve()) })
        return promise
      }),
    async end(index: number, error?: Error) {
      started[index]?.end(error)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

describe('fair turns', () => {
  it('leave a place to the others, however many one lane has waiting', async () => {
    const { take, names, end } = stepping(2)
    const flood = [take('a'), take('a'), take('a')]
    expect(names()).toBe('a')
    const other = take('b')
    expect(names()).toBe('ab')
    await end(1)
    await other
    expect(names()).toBe('ab')
    for (const index of [0, 2, 3]) await end(index)
    await Promise.all(flood)
  })

  it('go round: nobody comes a second time before those who wait for the first', async () => {
    const { take, names, end } = stepping(2)
    const all = ['a', 'a', 'a', 'b', 'b', 'c', 'd'].map(take)
    for (let index = 0; index < all.length; index++) await end(index)
    await Promise.all(all)
    expect(names()).toBe('abcdaba')
  })

  it('give the only place in turn as well, and go on after a failure', async () => {
    const { take, names, end } = stepping(1)
    const failing = expect(take('a')).rejects.toThrow('too heavy')
    const rest = [take('a'), take('b')]
    await end(0, new Error('too heavy'))
    await failing
    for (const index of [1, 2]) await end(index)
    await Promise.all(rest)
    expect(names()).toBe('aba')
  })
})
