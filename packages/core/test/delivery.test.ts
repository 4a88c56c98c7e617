import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChannelError, type ChannelErrorKind } from '../src/channel/error.ts'
import { afterFailure, backoffMs, deliveryEdges, deliveryStateSchema, mayMove, resendChoice } from '../src/delivery.ts'

const kinds: ChannelErrorKind[] = ['transient', 'rate_limited', 'permanent', 'needs_reauth', 'unconfirmed']

describe('delivery states', () => {
  it('a read reply moves nowhere, and nothing but a person or a certain refusal leads back to queued', () => {
    expect(deliveryEdges.read).toEqual([])
    const backToQueued = deliveryStateSchema.options.filter((state) => mayMove(state, 'queued'))
    expect(backToQueued).toEqual(['sending', 'failed', 'unconfirmed'])
  })

  it('offers to send again only what may not have arrived, and says when the customer could get it twice', () => {
    expect(resendChoice('failed', 'may_duplicate')).toBe('safe')
    expect(resendChoice('unconfirmed', 'may_duplicate')).toBe('may_duplicate')
    expect(resendChoice('unconfirmed', 'deduplicated')).toBe('safe')
    expect(resendChoice('sent', 'deduplicated')).toBe('no')
    expect(resendChoice('sending', 'deduplicated')).toBe('no')
  })
})

describe('afterFailure', () => {
  it('never repeats by itself what may already have been taken, unless the provider de-duplicates', () => {
    fc.assert(
      fc.property(fc.nat(500), (attempts) => {
        expect(afterFailure(new ChannelError('unconfirmed', 'no answer'), attempts, 'may_duplicate')).toEqual({
          next: 'unconfirmed',
        })
      }),
    )
    expect(afterFailure(new ChannelError('unconfirmed', 'no answer'), 1, 'deduplicated')).toMatchObject({
      next: 'queued',
    })
  })

  it('does not count a wait the provider asked for as an attempt, and waits exactly as long', () => {
    const error = new ChannelError('rate_limited', 'slow down', { retryAfterMs: 17_000 })
    expect(afterFailure(error, 3, 'may_duplicate')).toEqual({
      next: 'queued',
      waitMs: 17_000,
      countsAsAttempt: false,
      holds: 'lane',
    })
  })

  it('holds the whole account when its credentials are dead', () => {
    expect(afterFailure(new ChannelError('needs_reauth', 'refused'), 1, 'may_duplicate')).toMatchObject({
      next: 'queued',
      holds: 'account',
    })
  })

  it('gives every kind an end: repeated for ever, only a person’s doing or a provider’s wait keeps a reply queued', () => {
    for (const kind of kinds) {
      const after = afterFailure(new ChannelError(kind, 'x'), 10_000, 'deduplicated')
      if (after.next === 'queued') expect(after.countsAsAttempt).toBe(false)
    }
  })

  it('waits longer each time up to a quarter of an hour', () => {
    const waits = [1, 2, 3, 4, 30].map(backoffMs)
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    expect(backoffMs(1_000)).toBe(15 * 60_000)
  })
})
