/** Where looks could lose, cost or wait too much: late and many items, the day's limit, a desk that was away at its first look. */
import { expect, test } from 'vitest'
import { rateLimitIn } from '../src/answer.ts'
import { brand, customers } from '../pretend/people.ts'
import { dmKey, postKey } from '../src/raw.ts'
import { definition, failureOf, type Line, never, openLine } from './line.ts'

const [mia] = customers
const dayMs = 86_400_000

function cursorAt(newest: string | null, lookedAt: Date) {
  const looked = { newest, lookedAt: lookedAt.toISOString() }
  return { mentions: looked, directMessages: looked, since: new Date(0).toISOString() }
}

/** As if it had been stored before. */
async function know(line: Line, keys: readonly string[]): Promise<void> {
  const bytes = (key: string) => new TextEncoder().encode(JSON.stringify({ kind: 'unknown', key }))
  const stored = keys.map((key) => ({ key, bytes: bytes(key), mediaType: 'application/json', receivedAt: new Date() }))
  await line.host.accept(stored)
}

test('a mention that X lists late, below a newer one that is stored, comes all the same', async () => {
  await using line = await openLine()
  const first = line.x.world.addPost(mia!.id, `First @${brand.username}`)
  const id = String(BigInt(first.id) + 1n)
  line.x.world.addPost(mia!.id, `Second @${brand.username}`)
  await line.receiveUntil('two came', () => line.host.rows.size === 2)
  line.x.world.posts.splice(1, 0, { ...first, id, text: `Late @${brand.username}`, edit_history_tweet_ids: [id] })
  await line.receiveUntil('the late one came', () => line.host.rows.has(postKey(id)))
})

test('more mentions than X lists are reported as a gap, though some of them were known', async () => {
  await using line = await openLine()
  const before = line.x.world.nextId()
  await line.host.accept([], cursorAt(before, new Date(Date.now() - 3_600_000)))
  for (let index = 0; index < 790; index++) line.x.world.addPost(mia!.id, `${index} @${brand.username}`)
  await know(
    line,
    line.x.world.posts.slice(200, 400).map(({ id }) => postKey(id)),
  )
  await line.receiveUntil('the gap is reported', () => line.host.gaps.length > 0)
  expect(line.host.gaps).toMatchObject([{ sentence: { code: 'twitter.gap_mentions' } }])
})

test('the time from which messages are wanted stands before the first look succeeds', async () => {
  await using line = await openLine({ historyDays: 0 })
  line.x.faults.next({ do: 'cut_before' }, { path: /dm_events/ })
  expect(await failureOf((await line.connect()).receive!(never))).toMatchObject({ kind: 'transient' })
  const { since } = (await line.host.loadCursor()) as { since: string }
  await line.receiveUntil('it looked', () => line.host.states.length > 0)
  expect(await line.host.loadCursor()).toMatchObject({ since })
})

test('fetches no direct message older than was asked for, though X lists it on the same page', async () => {
  await using line = await openLine({ historyDays: 2 })
  const pair = line.x.world.pair(mia!.id)
  line.x.world.addEvent(mia!.id, pair, 'Old', { created_at: new Date(Date.now() - 3 * dayMs).toISOString() })
  const recent = line.x.world.addEvent(mia!.id, pair, 'New')
  await line.receiveUntil('the new one came', () => line.host.rows.size > 0)
  expect([...line.host.rows.keys()]).toEqual([dmKey(recent.id)])
})

test('a long first look stops at the day’s limit, and goes on where it was when there is more', async () => {
  await using line = await openLine({ dailyLimit: 1 })
  for (let index = 0; index < 250; index++) line.x.world.addEvent(mia!.id, line.x.world.pair(mia!.id), `${index}`)
  const looks = () => line.x.seen.filter(({ path }) => path === '/2/dm_events').length
  await line.receiveUntil('it is paused', () => line.host.states.at(-1)?.state === 'paused')
  expect([looks(), line.host.rows.size]).toEqual([1, 100])
})

test('the limit ends with the day of whoever counts, not by our own clock', async () => {
  await using line = await openLine({ dailyLimit: 0.5 })
  line.x.world.addPost(mia!.id, `Hello @${brand.username}`)
  const usedToday = line.host.usedToday.bind(line.host)
  let asked = 0
  line.host.usedToday = async () => (asked++ < 3 ? { dmRead: 100 } : usedToday())
  await line.receiveUntil('it came', () => line.host.rows.size === 1)
  expect(line.host.states[0]).toMatchObject({ state: 'paused', sentence: { code: 'twitter.limit_reached' } })
  line.host.usedToday = async () => ({ dmRead: 100 })
  const refused = await failureOf((await line.connect()).send(line.reply('Hello'), never))
  expect((refused as { retryAfterMs: number }).retryAfterMs).toBeLessThanOrEqual(600_000)
})

test('what a new day’s first look lists again is paid for again', async () => {
  await using line = await openLine()
  const events = [1, 2, 3].map((nth) => line.x.world.addEvent(mia!.id, line.x.world.pair(mia!.id), `${nth}`))
  await know(
    line,
    events.map(({ id }) => dmKey(id)),
  )
  await line.host.accept([], cursorAt(events[2]!.id, new Date(Date.now() - dayMs)))
  await line.receiveUntil('it looked twice', () => line.x.seen.filter(({ path }) => path === '/2/dm_events').length > 1)
  expect(line.host.used['dmRead']).toBe(3)
})

test('a wait that X cannot mean is no longer than a day', () => {
  const headers = {
    'x-rate-limit-limit': '15',
    'x-rate-limit-remaining': '0',
    'x-rate-limit-reset': '99999999999',
  }
  expect(rateLimitIn(headers)?.resetAt).toBeLessThanOrEqual(Date.now() + dayMs)
})

test('a link that is written without a scheme costs what a link costs, and its reply is found', async () => {
  await using line = await openLine()
  const mention = line.x.world.addPost(mia!.id, `Help @${brand.username}`)
  const reply = line.publicReply('See example.com/help', mention.id)
  const connection = await line.connect()
  await connection.send(reply, never)
  expect(line.host.used).toEqual({ linkReplySent: 1 })
  const posted = line.x.world.posts.at(-1)!
  Object.assign(posted, {
    text: 'See https://t.co/1',
    entities: { urls: [{ url: 'https://t.co/1', expanded_url: 'http://example.com/help' }] },
  })
  expect(await connection.findSent?.(reply, never)).toBe(`post:${posted.id}`)
})

test('keys of another profile are that profile’s, whoever the account was before', () => {
  const profile = { id: '42', username: 'before', name: 'Before' }
  expect(definition.self({ accessToken: '43-token', profile, historyDays: 7 })).toMatchObject({ keys: ['43'] })
})
