/** Looking at both lists: nothing between two looks is lost, nothing is read that need not be paid, and the account says how it stands. */
import { until } from '@cordboard/channel-testkit/peers/until'
import { expect, test } from 'vitest'
import { twitterWithPace } from '../src/index.ts'
import { problem } from '../pretend/endpoints.ts'
import { brand, customers } from '../pretend/people.ts'
import { failureOf, type Line, never, openLine } from './line.ts'
import { quickPace } from './quick.ts'

const [mia, wang] = customers

function manyMentions(line: Line, count: number): void {
  for (let index = 0; index < count; index++) line.x.world.addPost(mia!.id, `Mention ${index} @${brand.username}`)
}

const mentionReads = (line: Line) => line.x.seen.filter(({ path }) => path.endsWith('/mentions')).length

test('reads all pages of both lists, each item once, and counts what was new', async () => {
  await using line = await openLine()
  manyMentions(line, 250)
  for (let index = 0; index < 230; index++)
    line.x.world.addEvent(wang!.id, line.x.world.pair(wang!.id), `Message ${index}`)
  await line.receiveUntil('all came', () => line.host.rows.size === 480)
  manyMentions(line, 3)
  await line.receiveUntil('the new ones came', () => line.host.rows.size === 483)
  expect(line.host.used).toEqual({ mentionRead: 253, dmRead: 230, profileRead: 1 })
  expect(line.host.offers.length).toBe(483)
})

test('a run of pages that is cut short moves no cursor, and the next one misses nothing', async () => {
  await using line = await openLine()
  manyMentions(line, 250)
  // The first page comes, the second does not.
  const cut = { method: 'GET', path: /\/mentions$/ }
  line.x.faults.next({ do: 'answer', reply: await pageThenCut(line) }, cut)
  line.x.faults.next({ do: 'cut_before' }, cut)
  const stop = new AbortController()
  const ended = failureOf((await line.connect()).receive!(stop.signal))
  expect(await ended).toMatchObject({ kind: 'transient' })
  const cursor = (await line.host.loadCursor()) as { mentions: { newest: string | null } }
  expect(cursor.mentions.newest).toBeNull()
  expect(line.host.rows.size).toBe(100)
  await line.receiveUntil('all came', () => line.host.rows.size === 250)
  expect(line.host.used).toEqual({ mentionRead: 250, profileRead: 1 })
})

/** What X would answer to the first look. */
async function pageThenCut(line: Line) {
  const url = new URL(`https://api.x.com/2/users/${brand.id}/mentions?max_results=100&expansions=author_id`)
  return line.x.endpoints.answer({ method: 'GET', url, body: {}, host: 'api.x.com' })!
}

test('fills a hole in the last page: an event that X listed late', async () => {
  await using line = await openLine()
  const pair = line.x.world.pair(mia!.id)
  const first = line.x.world.addEvent(mia!.id, pair, 'First')
  const late = { ...first, id: String(BigInt(first.id) + 1n), text: 'Late' }
  line.x.world.addEvent(mia!.id, pair, 'Second')
  await line.receiveUntil('two came', () => line.host.rows.size === 2)
  line.x.world.events.splice(1, 0, late)
  await line.receiveUntil('the late one came', () => line.host.rows.size === 3)
})

test('fetches no older history than was asked for', async () => {
  await using line = await openLine({ historyDays: 2 })
  const old = new Date(Date.now() - 3 * 86_400_000).toISOString()
  line.x.world.addPost(mia!.id, `Old @${brand.username}`, { created_at: old })
  line.x.world.addPost(mia!.id, `New @${brand.username}`)
  await line.receiveUntil('the new one came', () => line.host.rows.size > 0)
  expect((await line.events()).map((event) => event.kind === 'message' && event.body.text)).toEqual([
    `New @${brand.username}`,
  ])
})

test('asks no sooner than X allows, though another process takes over', async () => {
  await using line = await openLine()
  const patient = twitterWithPace({ ...quickPace, directMessagesMs: 700, mentionsMs: 700 })
  const looks = () => line.x.seen.filter(({ path }) => path === '/2/dm_events').length
  const receiveUntil = async (count: number) => {
    const stop = new AbortController()
    await using connection = await patient.connect(line.settings, line.host)
    const ended = connection.receive?.(stop.signal)
    await until(`${count} looks`, () => looks() === count && line.host.states.length >= count)
    stop.abort()
    await ended
  }
  await receiveUntil(1)
  const began = Date.now()
  await receiveUntil(2)
  expect(Date.now() - began).toBeGreaterThan(550)
})

test('a clock that was set back lets nobody wait longer for it', async () => {
  await using line = await openLine()
  const lookedAt = new Date(Date.now() + 3_600_000).toISOString()
  const looked = { newest: null, lookedAt }
  await line.host.accept([], { mentions: looked, directMessages: looked, since: new Date(0).toISOString() })
  manyMentions(line, 1)
  await line.receiveUntil('it came', () => line.host.rows.size === 1)
})

test('when X wants to be asked later, the account says until when and the other list is read on', async () => {
  await using line = await openLine()
  line.x.limits.limits = { 'GET /2/dm_events': { limit: 0, windowMs: 900_000 } }
  manyMentions(line, 1)
  await line.receiveUntil(
    'the mention came and the wait is said',
    () => line.host.rows.size === 1 && line.host.states.some(({ sentence }) => sentence?.code === 'twitter.waiting'),
  )
  expect(line.host.states.at(-1)).toMatchObject({ state: 'degraded', nextAction: 'wait' })
})

test('a run of pages that uses up what may be asked waits for more, says so, and goes on where it was', async () => {
  await using line = await openLine()
  line.x.limits.limits = { 'GET /2/users/:id/mentions': { limit: 2, windowMs: 1_500 } }
  manyMentions(line, 250)
  await line.receiveUntil('all came', () => line.host.rows.size === 250)
  expect(line.host.states.some(({ sentence }) => sentence?.code === 'twitter.waiting')).toBe(true)
  expect(mentionReads(line)).toBe(3)
})

test('without credits the account is paused, and says what to do', async () => {
  await using line = await openLine()
  line.x.faults.next(
    { do: 'answer', reply: problem(402, 'Your account does not have any credits to fulfill this request.') },
    { path: /dm_events/ },
  )
  await line.receiveUntil('it is paused', () => line.host.states.some(({ state }) => state === 'paused'))
  expect(line.host.states.at(-1)).toMatchObject({
    state: 'paused',
    sentence: { code: 'twitter.credits_out' },
    nextAction: 'contact_provider',
  })
})

test('at the day’s limit nothing more is asked; near it, less often', async () => {
  await using line = await openLine({ dailyLimit: 0.03 })
  const pair = line.x.world.pair(mia!.id)
  for (const text of ['One', 'Two', 'Three']) line.x.world.addEvent(mia!.id, pair, text)
  await line.receiveUntil('it is paused', () => line.host.states.at(-1)?.state === 'paused')
  expect(line.host.states.at(-1)).toMatchObject({
    sentence: { code: 'twitter.limit_reached', values: { limit: 0.03 } },
    nextAction: 'check_settings',
  })
  const asked = line.x.seen.length
  const connection = await line.connect()
  expect(await failureOf(connection.send(line.reply('No'), never))).toMatchObject({ kind: 'rate_limited' })
  expect(line.x.seen.length).toBe(asked)
  await using other = await openLine({ dailyLimit: 0.024 })
  other.x.world.addEvent(mia!.id, pair, 'One')
  await other.receiveUntil('it says so', () => other.host.states.at(-1)?.sentence?.code === 'twitter.limit_near')
})

test('an answer that is none, or a page of a proxy, ends receiving for now', async () => {
  await using line = await openLine()
  for (const reply of [
    { status: 200, body: { data: 'nothing' } },
    { status: 503, type: 'text/html', text: '<html>Over capacity</html>' },
  ]) {
    line.x.faults.next({ do: 'answer', reply }, { path: /dm_events/ })
    const error = await failureOf((await line.connect()).receive!(never))
    expect(error).toMatchObject({ kind: 'transient', sentence: { code: 'twitter.out_of_order' } })
  }
})

test('keeps who the profile is, and reports history that is beyond reach', async () => {
  await using line = await openLine()
  const lookedAt = new Date(Date.now() - 40 * 86_400_000).toISOString()
  await line.host.accept([], {
    mentions: { newest: null, lookedAt },
    directMessages: { newest: null, lookedAt },
    since: lookedAt,
  })
  await line.receiveUntil('the gap is reported', () => line.host.gaps.length === 1 && line.host.states.length > 0)
  expect(line.host.gaps[0]).toMatchObject({ since: new Date(lookedAt), sentence: { code: 'twitter.gap_dms' } })
  expect(line.host.savedSettings).toContainEqual({ profile: brand })
})
