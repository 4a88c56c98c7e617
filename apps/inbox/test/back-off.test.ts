import { ChannelError } from '@cordboard/core/channel/error'
import { describe, expect, it } from 'vitest'
import { waitBeforeDialling } from '../src/listeners/back-off.ts'

describe('the wait before dialling again', () => {
  it('is as long as the provider asked, within a day: no timer counts a month', () => {
    const asked = (retryAfterMs: number) => new ChannelError('rate_limited', 'Slow down.', { retryAfterMs })
    for (let tries = 0; tries < 20; tries++) {
      expect(waitBeforeDialling(asked(300_000), 1)).toBeGreaterThanOrEqual(300_000)
      expect(waitBeforeDialling(asked(300_000), 1)).toBeLessThanOrEqual(360_000)
    }
    expect(waitBeforeDialling(asked(10 ** 11), 1)).toBe(24 * 3_600_000)
  })

  it('grows with each time in a row that a provider asks for patience, never below what it asked', () => {
    const again = new ChannelError('rate_limited', 'Slow down.', { retryAfterMs: 1_000 })
    expect(waitBeforeDialling(again, 1)).toBeLessThanOrEqual(1_200)
    expect(waitBeforeDialling(again, 10)).toBeGreaterThanOrEqual(256_000)
    expect(waitBeforeDialling(again, 50)).toBeLessThanOrEqual(18 * 60_000)
  })
})
