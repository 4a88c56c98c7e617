/** What becomes of a reply when something goes wrong on the way: nobody is told it was sent who did not get it, nobody gets it twice. */
import { expect, test } from 'vitest'
import { problem } from '../pretend/endpoints.ts'
import { badGateway } from '../pretend/faults.ts'
import { brand, customers } from '../pretend/people.ts'
import { realLimits } from '../pretend/rate-limits.ts'
import { failureOf, file, never, openLine } from './line.ts'

const [mia] = customers
const messages = { method: 'POST', path: /\/messages$/ }
const posts = { method: 'POST', path: /\/2\/tweets$/ }

test('a page of a proxy in place of an answer leaves it open, and is found out', async () => {
  await using line = await openLine()
  const connection = await line.connect()
  line.x.faults.next({ do: 'answer', reply: badGateway }, messages)
  const message = line.reply('Hello there')
  expect(await failureOf(connection.send(message, never))).toMatchObject({ kind: 'unconfirmed', technical: 'HTTP 502' })
  expect(await connection.findSent?.(message, never)).toBeNull()
})

test.each(['cut_after', 'cut_within', 'silence'] as const)(
  'a message that was taken before %s is found again, by both ways',
  async (fault) => {
    await using line = await openLine()
    const mention = line.x.world.addPost(mia!.id, `Help @${brand.username}`)
    const connection = await line.connect()
    const replies = [
      { message: line.reply('Your order & <details>: https://example.com/a'), fits: messages, prefix: 'dm-event' },
      { message: line.publicReply('We wrote to you.', mention.id), fits: posts, prefix: 'post' },
    ]
    for (const { message, fits, prefix } of replies) {
      line.x.faults.next({ do: fault }, fits)
      expect(await failureOf(connection.send(message, never))).toMatchObject({ kind: 'unconfirmed' })
      const sent = line.x.endpoints.sent.at(-1)
      expect(await connection.findSent?.(message, never)).toBe(`${prefix}:${sent?.id}`)
    }
    expect(line.x.endpoints.sent.length).toBe(2)
  },
)

test('a connection that breaks before X has looked leaves it open, and nothing is found', async () => {
  await using line = await openLine()
  const connection = await line.connect()
  line.x.faults.next({ do: 'cut_before' }, messages)
  const message = line.reply('Hello there')
  expect(await failureOf(connection.send(message, never))).toMatchObject({ kind: 'unconfirmed' })
  expect(await connection.findSent?.(message, never)).toBeNull()
})

test('a connection that never came about sent nothing', async () => {
  await using line = await openLine()
  const connection = await line.connect()
  line.x.dropNextConnection()
  expect(await failureOf(connection.send(line.reply('Hello there'), never))).toMatchObject({ kind: 'transient' })
  expect(line.x.endpoints.sent).toEqual([])
})

test('does not take an older message with the same words, or somebody else’s, for this one', async () => {
  await using line = await openLine()
  const connection = await line.connect()
  const before = line.reply('Thank you')
  await connection.send(before, never)
  const later = { ...line.reply('Thank you'), createdAt: new Date(Date.now() + 10_000) }
  expect(await connection.findSent?.(later, never)).toBeNull()
  const other = line.reply('Thank you', { contact: { key: customers[1]!.id, displayName: null } })
  expect(await connection.findSent?.(other, never)).toBeNull()
  expect(await connection.findSent?.(before, never)).toBe(`dm-event:${line.x.endpoints.sent[0]?.id}`)
})

test('does not take for this one what was sent for another with the same words at the same time', async () => {
  await using line = await openLine()
  const connection = await line.connect()
  const [first, second] = [line.reply('Done'), line.reply('Done')]
  const { externalIds } = await connection.send(first, never)
  line.x.faults.next({ do: 'cut_after' }, messages)
  await failureOf(connection.send(second, never))
  const found = await connection.findSent?.(second, never, async (id) => externalIds.includes(id))
  expect(found).toBe(`dm-event:${line.x.endpoints.sent[1]?.id}`)
})

test('finds by X’s own clock what was sent while ours was wrong', async () => {
  await using line = await openLine()
  line.x.world.skewMs = -120_000
  const connection = await line.connect()
  line.x.faults.next({ do: 'cut_after' }, messages)
  const message = line.reply('Two minutes ago')
  await failureOf(connection.send(message, never))
  expect(await connection.findSent?.(message, never)).toBe(`dm-event:${line.x.endpoints.sent[0]?.id}`)
})

test('“duplicate content” is evidence: sent where ours stands below the post, a sentence where it does not', async () => {
  await using line = await openLine()
  const mention = line.x.world.addPost(mia!.id, `Help @${brand.username}`)
  const connection = await line.connect()
  const message = line.publicReply('We are on it.', mention.id)
  line.x.faults.next({ do: 'cut_after' }, posts)
  await failureOf(connection.send(message, never))
  const again = await connection.send(message, never)
  expect(again.externalIds).toEqual([`post:${line.x.endpoints.sent[0]?.id}`])
  expect(line.x.endpoints.sent.length).toBe(1)
  const later = { ...message, createdAt: new Date(Date.now() + 60_000) }
  const error = await failureOf(connection.send(later, never))
  expect(error).toMatchObject({ kind: 'permanent', sentence: { code: 'twitter.said_before' } })
})

const refusals = [
  {
    reply: problem(403, 'You cannot send messages to this user.', [349]),
    kind: 'permanent',
    code: 'no_direct_messages',
  },
  {
    reply: problem(404, 'Not found', [], 'https://api.twitter.com/2/problems/resource-not-found'),
    kind: 'permanent',
    code: 'profile_gone',
  },
  { reply: problem(400, 'The text is too long.', [354]), kind: 'permanent', code: 'too_long' },
  {
    reply: problem(403, '', [], 'https://api.twitter.com/2/problems/oauth1-permissions'),
    kind: 'needs_reauth',
    code: 'no_write_permission',
  },
  { reply: problem(403, 'To protect our users', [326]), kind: 'needs_reauth', code: 'profile_locked' },
  { reply: problem(402, 'Your account does not have any credits.'), kind: 'rate_limited', code: 'credits_out' },
  {
    reply: problem(403, 'Usage cap exceeded', [], 'https://api.twitter.com/2/problems/usage-capped'),
    kind: 'rate_limited',
    code: 'credits_out',
  },
  { reply: problem(401, 'Unauthorized', [89]), kind: 'needs_reauth', code: 'keys_refused' },
] as const

test.each(refusals)('says $code in a sentence, having sent nothing', async ({ reply, kind, code }) => {
  await using line = await openLine()
  line.x.faults.next({ do: 'answer', reply }, messages)
  const error = await failureOf((await line.connect()).send(line.reply('Hello'), never))
  expect(error).toMatchObject({ kind, sentence: { code: `twitter.${code}` } })
  expect(line.x.endpoints.sent).toEqual([])
})

test('says that X lets nobody answer who was not called, and that a post is gone', async () => {
  await using line = await openLine()
  const connection = await line.connect()
  const stranger = line.x.world.addPost(mia!.id, 'Nobody is called here.')
  const uncalled = await failureOf(connection.send(line.publicReply('Hello', stranger.id), never))
  expect(uncalled).toMatchObject({ kind: 'permanent', sentence: { code: 'twitter.not_summoned' } })
  const gone = await failureOf(connection.send(line.publicReply('Hello', '1999999999999999999'), never))
  expect(gone).toMatchObject({ kind: 'permanent', sentence: { code: 'twitter.post_gone' } })
})

test('waits as long as X says, by X’s clock', async () => {
  await using line = await openLine()
  line.x.world.skewMs = 200_000
  line.x.limits.limits = {
    ...realLimits,
    'POST /2/dm_conversations/with/:id/messages': { limit: 1, windowMs: 300_000 },
  }
  const connection = await line.connect()
  await connection.send(line.reply('One'), never)
  const error = await failureOf(connection.send(line.reply('Two'), never))
  expect(error).toMatchObject({ kind: 'rate_limited', scope: 'account' })
  const { retryAfterMs } = error as { retryAfterMs: number }
  expect(retryAfterMs).toBeGreaterThan(290_000)
  expect(retryAfterMs).toBeLessThan(303_000)
})

test('a clock that is wrong by minutes asks for no new keys', async () => {
  await using line = await openLine()
  line.x.world.skewMs = 600_000
  const error = await failureOf((await line.connect()).send(line.reply('Hello'), never))
  expect(error).toMatchObject({ kind: 'transient', sentence: { code: 'twitter.clock_wrong', values: { minutes: 10 } } })
})

test('a file that cannot be read or used sends nothing', async () => {
  await using line = await openLine()
  const connection = await line.connect()
  const broken = { ...file(new Uint8Array(9), 'image/png'), open: () => Promise.reject(new Error('gone')) }
  expect(await failureOf(connection.send(line.reply('Hello', {}, { attachments: [broken] }), never))).toMatchObject({
    kind: 'transient',
  })
  const short = { ...file(new Uint8Array(9), 'image/png', 'short.png'), size: 10 }
  const error = await failureOf(connection.send(line.reply('Hello', {}, { attachments: [short] }), never))
  expect(error).toMatchObject({
    kind: 'permanent',
    sentence: { code: 'twitter.file_refused', values: { name: 'short.png' } },
  })
  const two = [file(new Uint8Array(9), 'image/png'), file(new Uint8Array(9), 'image/png')]
  expect(await failureOf(connection.send(line.reply('Hello', {}, { attachments: two }), never))).toMatchObject({
    kind: 'permanent',
  })
  expect(line.x.endpoints.sent).toEqual([])
})

test('counts what was sent or may have been, and sends nothing at the day’s limit', async () => {
  await using line = await openLine({ dailyLimit: 0.23 })
  const mention = line.x.world.addPost(mia!.id, `Help @${brand.username}`)
  const connection = await line.connect()
  await connection.send(line.reply('One'), never)
  line.x.faults.next({ do: 'cut_after' }, messages)
  await failureOf(connection.send(line.reply('Two'), never))
  await connection.send(line.publicReply('See https://example.com', mention.id), never)
  expect(line.host.used).toEqual({ dmSent: 2, linkReplySent: 1 })
  const error = await failureOf(connection.send(line.reply('Four'), never))
  expect(error).toMatchObject({
    kind: 'rate_limited',
    scope: 'account',
    sentence: { code: 'twitter.limit_reached', values: { limit: 0.23 } },
  })
  expect((error as { retryAfterMs: number }).retryAfterMs).toBeLessThanOrEqual(86_400_000)
  expect(line.x.endpoints.sent.length).toBe(3)
})
