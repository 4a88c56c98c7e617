import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DialGate } from '../src/listeners/dial-gate.ts'

const { signal } = new AbortController()

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Enters many; answers who is inside, in order. */
function crowd(gate: DialGate, count: number) {
  const inside: number[] = []
  const turns = Array.from({ length: count }, async (_, index) => {
    const turn = await gate.enter(signal)
    inside.push(index)
    return turn
  })
  return { inside, leave: async (index: number) => (await turns[index])?.leave() }
}

const settled = () => vi.advanceTimersByTimeAsync(0)

it('lets sixteen lines be dialled at once, and the others in their order as those stand', async () => {
  const { inside, leave } = crowd(new DialGate(), 20)
  await settled()
  expect(inside).toHaveLength(16)
  await leave(3)
  await leave(3)
  await settled()
  expect(inside).toEqual([...Array(17).keys()])
  await leave(0)
  await settled()
  expect(inside).toHaveLength(18)
})

it('gives the place of a line that does not answer to the next', async () => {
  const { inside } = crowd(new DialGate(), 40)
  await settled()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(inside).toHaveLength(32)
})

it('forgets whoever no longer wants to be dialled', async () => {
  const gate = new DialGate()
  const first = crowd(gate, 16)
  await settled()
  const stopping = new AbortController()
  const waiting = gate.enter(stopping.signal)
  const gone = expect(waiting).rejects.toThrow('paused')
  stopping.abort(new Error('paused'))
  await gone
  const last = crowd(gate, 1)
  await first.leave(0)
  await settled()
  expect(last.inside).toEqual([0])
})
