import { describe, expect, it } from 'vitest'
import { Gathered } from '../src/listeners/gathered.ts'

function gathering(refuses: (item: number) => boolean, fails: (items: readonly number[]) => boolean = () => false) {
  const together: number[][] = []
  const alone: number[] = []
  const gate = Promise.withResolvers<void>()
  const gathered = new Gathered<number>({
    async together(items) {
      together.push([...items])
      await gate.promise
      if (fails(items)) throw new Error('One of them is wrong.')
      return new Set(items.filter((item) => !refuses(item)))
    },
    async alone(item) {
      alone.push(item)
      if (item < 0) throw new Error(`Wrong: ${item}`)
    },
  })
  return { gathered, together, alone, open: gate.resolve }
}

describe('work that is gathered', () => {
  it('is done in one statement for all who asked while another was under way, in their order', async () => {
    const { gathered, together, alone, open } = gathering(() => false)
    const asked = [1, 2, 3, 4].map((item) => gathered.do(item))
    open()
    await Promise.all(asked)
    expect(together).toEqual([[1], [2, 3, 4]])
    expect(alone).toEqual([])
  })

  it('is done alone where it could not be done with the others', async () => {
    const { gathered, alone, open } = gathering((item) => item === 3)
    const asked = [1, 2, 3, 4].map((item) => gathered.do(item))
    open()
    await Promise.all(asked)
    expect(alone).toEqual([3])
  })

  it('fails for the one whose fault it is, and for nobody else', async () => {
    const { gathered, open } = gathering(
      () => false,
      (items) => items.some((item) => item < 0),
    )
    const asked = [1, 2, -3, 4].map((item) => gathered.do(item))
    open()
    const ends = await Promise.allSettled(asked)
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    await gathered.do(5)
  })
})
