import { describe, expect, it } from 'vitest'
import { giveBackMemory } from '../src/give-back-memory.ts'

const mostKept = 5_000_000

function letGoOf(count: number): void {
  for (let n = 0; n < count; n++) Buffer.alloc(1_000_000, n)
}

describe('memory of large messages', () => {
  it('is given back once they are let go of, and not held until there is much more of it', async () => {
    giveBackMemory(1_000_000)
    const before = process.memoryUsage().arrayBuffers
    letGoOf(12)
    expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(mostKept)
    giveBackMemory(12_000_000)
    // What was collected is freed beside the main thread.
    await expect.poll(() => process.memoryUsage().arrayBuffers - before, { timeout: 10_000 }).toBeLessThan(mostKept)
    expect(globalThis).not.toHaveProperty('gc')
  })
})
