import { describe, expect, it } from 'vitest'
import { readAhead } from '../src/inbound/read-ahead.ts'

type Part = { ids: readonly string[]; end: () => void; letGo: () => void }

/** Readings that end, or go on elsewhere, when the test says so. */
function reading(parts: readonly (readonly string[])[], most: number) {
  const begun: Part[] = []
  const results = readAhead(
    parts,
    (ids) => {
      const result = Promise.withResolvers<string>()
      const letGo = Promise.withResolvers<void>()
      begun.push({ ids, end: () => result.resolve(ids.join('')), letGo: letGo.resolve })
      return { result: result.promise, letGo: Promise.race([result.promise, letGo.promise]) }
    },
    most,
  )
  return { begun, results }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('reading ahead', () => {
  it('reads the next part while the one before waits elsewhere or is stored, and gives them in order', async () => {
    const { begun, results } = reading([['a'], ['b'], ['c']], 9)
    const first = results.next()
    expect(begun).toHaveLength(1)
    begun[0]?.letGo()
    await turn()
    expect(begun).toHaveLength(2)
    begun[1]?.end()
    await turn()
    begun[2]?.end()
    begun[0]?.end()
    expect(await first).toEqual({ value: 'a', done: false })
    expect(await results.next()).toEqual({ value: 'b', done: false })
    expect(await results.next()).toEqual({ value: 'c', done: false })
    expect(await results.next()).toMatchObject({ done: true })
  })

  it('goes on though every part is there at once', async () => {
    const given: string[] = []
    const read = (ids: readonly string[]) => ({ result: Promise.resolve(ids.join('')), letGo: new Promise(() => {}) })
    for await (const result of readAhead([['a'], ['b'], ['c']], read, 1)) given.push(result)
    expect(given).toEqual(['a', 'b', 'c'])
  })

  it('never has more in hand than it may, but for one part', async () => {
    const { begun, results } = reading([['a', 'b', 'c'], ['d'], ['e'], ['f']], 2)
    const first = results.next()
    begun[0]?.end()
    await first
    await turn()
    expect(begun).toHaveLength(1)
    const second = results.next()
    begun[1]?.end()
    await second
    await turn()
    expect(begun.map(({ ids }) => ids)).toEqual([['a', 'b', 'c'], ['d'], ['e']])
  })

  it('reads nothing more when nobody takes it any longer', async () => {
    const { begun, results } = reading([['a'], ['b'], ['c']], 9)
    const first = results.next()
    begun[0]?.end()
    await first
    await results.return(undefined)
    begun[1]?.end()
    await turn()
    expect(begun).toHaveLength(2)
  })
})
