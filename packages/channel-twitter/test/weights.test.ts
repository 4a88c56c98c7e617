/** The count of the composer against X's own: twitter-text over thousands of texts. */
import { lengthOf } from '@cordboard/core/text-length'
import fc from 'fast-check'
import twitterText from 'twitter-text'
import { expect, test } from 'vitest'
import { capabilities, postWeights } from '../src/limits.ts'

const runs = 3_000
const words = fc.constantFrom(
  'refund',
  'über',
  '退款',
  '订单',
  'ありがとう',
  '감사',
  'спасибо',
  'a',
  '…',
  '—',
  '“yes”',
  '№',
  '①',
  '\u200b',
)
const emoji = fc.constantFrom('😀', '👍🏽', '👩‍👩‍👧‍👦', '🏳️‍🌈', '❤️', '☺️', '🇨🇳', '🇩🇪', '1️⃣', '✅', '👩🏿‍🚀', '☎️')
const links = fc.constantFrom(
  'https://example.com/help',
  'http://example.com',
  'https://sub.example.co.uk/a?b=c&d=1#e',
  'https://例子.com/路径',
  'https://example.com/a(b)',
  'https://example.com/?q=退款',
)
const ends = fc.constantFrom(' ', ' ', '，', '。', '. ', ', ', ') ', '谢谢', '！')
const linked = fc.tuple(links, ends).map((parts) => parts.join(''))
const texts = fc
  .array(
    fc.oneof(
      words.map((word) => `${word} `),
      emoji,
      linked,
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(''))
const dense = fc.array(fc.oneof(words, emoji), { maxLength: 60 }).map((parts) => parts.join(''))

function theirs(text: string): number {
  return twitterText.parseTweet(text).weightedLength
}

test('words, emoji and links weigh what they weigh on X', () => {
  fc.assert(
    fc.property(fc.oneof(texts, dense), (text) => {
      expect(lengthOf(text, postWeights)).toBe(theirs(text))
    }),
    { numRuns: runs },
  )
})

test.each([
  'see example.de now',
  'www.example.fr',
  'amazon.co.uk/gp',
  'my.shop',
  'café.example.jp',
  '请看example.hk/a',
  '例子.com',
  'v1.2.3 of node.js, e.g. a.m',
  'me@example.de',
  'ahttps://example.com/abc',
  '#https://example.com/abc',
  '-.com',
])('%s weighs what it weighs on X, whether X makes a link of it or not', (text) => {
  expect(lengthOf(text, postWeights)).toBe(theirs(text))
})

test('140 Chinese characters fill a post, and one more is too many', () => {
  expect(lengthOf('汉'.repeat(140), postWeights)).toBe(280)
  expect(twitterText.parseTweet('汉'.repeat(140)).valid).toBe(true)
  expect(lengthOf('汉'.repeat(141), postWeights)).toBe(282)
  expect(twitterText.parseTweet('汉'.repeat(141)).valid).toBe(false)
})

type Config = { maxWeightedTweetLength: number; scale: number; defaultWeight: number; transformedURLLength: number }
type Range = { start: number; end: number; weight: number }

test('the weights are the newest configuration of twitter-text', () => {
  // Its types do not know it.
  const { configs } = twitterText as unknown as { configs: { version3: Config & { ranges: Range[] } } }
  const {
    maxWeightedTweetLength: maxLength,
    scale,
    defaultWeight,
    transformedURLLength: link,
    ranges,
  } = configs.version3
  const weighed = ranges.map(({ start, end, weight }) => ({ first: start, last: end, weight: weight / scale }))
  expect(postWeights).toMatchObject({ usual: defaultWeight / scale, link, ranges: weighed })
  expect(capabilities.ways?.find((way) => way.public)?.body).toMatchObject({ maxLength })
})
