import { describe, expect, it } from 'vitest'
import type { LengthWeights } from '../src/channel/channel.ts'
import { lengthOf } from '../src/text-length.ts'

/** As X counts, for one. */
const weights: LengthWeights = {
  usual: 2,
  ranges: [
    { first: 0, last: 0x10ff, weight: 1 },
    { first: 0x2000, last: 0x200d, weight: 1 },
    { first: 0x2010, last: 0x201f, weight: 1 },
  ],
  link: 23,
  emoji: 2,
}

describe('the length of a text', () => {
  it('is its UTF-16 units where the provider says nothing else', () => {
    expect(lengthOf('a提😀')).toBe(4)
  })

  it('is what the provider’s weights make of it', () => {
    expect(lengthOf('hello', weights)).toBe(5)
    expect(lengthOf('提现 ok', weights)).toBe(7)
    expect(lengthOf('e\u0301', weights)).toBe(1)
    expect(lengthOf('😀', weights)).toBe(2)
    expect(lengthOf('👩‍👩‍👧‍👦👍🏽🇨🇳1️⃣❤️', weights)).toBe(10)
  })

  it('counts a link alike, however long, and what stands around it as it is', () => {
    expect(lengthOf(`https://example.com/${'x'.repeat(200)}`, weights)).toBe(23)
    expect(lengthOf('see example.com/help, please', weights)).toBe(4 + 23 + 8)
    expect(lengthOf('看https://example.com/a，谢谢', weights)).toBe(2 + 23 + 6)
    expect(lengthOf('看https://example.com/help谢谢', weights)).toBe(2 + 23 + 4)
    expect(lengthOf('(https://example.com/a?b=c).', weights)).toBe(1 + 23 + 2)
    expect(lengthOf('mei@example.com', weights)).toBe(15)
    expect(lengthOf('https://example.com', { ...weights, link: null })).toBe(19)
  })

  it('takes time in proportion to the text', () => {
    const startMs = performance.now()
    lengthOf('a.b-'.repeat(50_000), weights)
    lengthOf('👩‍👩‍👧‍👦'.repeat(20_000), weights)
    expect(performance.now() - startMs).toBeLessThan(5_000)
  })
})
