import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { whenCalm } from '../src/inbound/when-calm.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('what waits for a calm moment', () => {
  it('is done when nothing has been worked on for a while, and not between two works', async () => {
    const done = vi.fn()
    using calm = whenCalm(done, 100)
    const slow = Promise.withResolvers<void>()
    const first = calm.during(slow.promise)
    await calm.during(Promise.resolve())
    await vi.advanceTimersByTimeAsync(200)
    expect(done).not.toHaveBeenCalled()
    slow.resolve()
    await first
    await vi.advanceTimersByTimeAsync(90)
    await calm.during(Promise.resolve())
    await vi.advanceTimersByTimeAsync(90)
    expect(done).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(20)
    expect(done).toHaveBeenCalledOnce()
  })

  it('is done after work that failed as well, and never after the end', async () => {
    const done = vi.fn()
    const calm = whenCalm(done, 100)
    await expect(calm.during(Promise.reject(new Error('no')))).rejects.toThrow('no')
    await vi.advanceTimersByTimeAsync(100)
    expect(done).toHaveBeenCalledOnce()
    const late = Promise.withResolvers<void>()
    const work = calm.during(late.promise)
    calm[Symbol.dispose]()
    late.resolve()
    await work
    await vi.advanceTimersByTimeAsync(200)
    expect(done).toHaveBeenCalledOnce()
  })
})
