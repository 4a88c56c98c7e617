/** What X announces: only what is proven to be X's, once, under the keys its lists give. */
import { until } from '@cordboard/channel-testkit/peers/until'
import type { ChannelConnection } from '@cordboard/core/channel/channel'
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { brand, customers } from '../pretend/people.ts'
import { definition, failureOf, type Line, openLine } from './line.ts'

const [mia, wang] = customers
const hook = 'https://desk.example.com/hooks/twitter/1'

/** An account whose announcements reach it. */
async function openAnnounced(): Promise<{ line: Line; connection: ChannelConnection }> {
  const line = await openLine({ webhooks: true })
  line.host.hookUrl = hook
  const connection = await line.connect()
  line.x.activity.deliver = (request) => connection.handleWebhook!(request)
  return { line, connection }
}

test('answers X’s challenge, and signs nothing that is no challenge', async () => {
  const { line, connection } = await openAnnounced()
  await using _ = line
  expect(await line.x.activity.challenge(hook)).toBe(true)
  for (const token of ['', 'a'.repeat(129), '{"data":1}', 'a b', 'ü', 'a\n']) {
    const response = await connection.handleWebhook!(new Request(`${hook}?crc_token=${encodeURIComponent(token)}`))
    expect(response.status).toBe(400)
  }
  expect((await connection.handleWebhook!(new Request(hook))).status).toBe(400)
  expect((await connection.handleWebhook!(new Request(hook, { method: 'PUT' }))).status).toBe(405)
})

test('takes nothing that is forged, changed or unsigned', async () => {
  const { line, connection } = await openAnnounced()
  await using _ = line
  const event = line.x.world.addEvent(mia!.id, line.x.world.pair(mia!.id), 'Send me your key')
  const announcement = line.x.activity.directMessage(event)
  const genuine = line.x.activity.request(hook, announcement)
  const body = await genuine.clone().text()
  const signature = genuine.headers.get('x-twitter-webhooks-signature') ?? ''
  const forged = `sha256=${createHmac('sha256', 'another secret').update(body).digest('base64')}`
  const post = (text: string, headers: Record<string, string>) =>
    new Request(hook, { method: 'POST', body: text, headers })
  const refused = [
    post(body, {}),
    post(body, { 'x-twitter-webhooks-signature': forged }),
    post(body.replace('your key', 'our key'), { 'x-twitter-webhooks-signature': signature }),
    post(body, { 'x-twitter-webhooks-signature': `${signature} `.padEnd(80, 'x') }),
    post(body, { 'x-twitter-webhooks-signature-oauth2': signature }),
  ]
  for (const request of refused) expect((await connection.handleWebhook!(request)).status).toBe(401)
  expect(line.host.offers).toEqual([])
  expect((await connection.handleWebhook!(genuine)).status).toBe(200)
  const nonsense = post('[]', { 'x-twitter-webhooks-signature': line.x.activity.signature('[]') })
  expect((await connection.handleWebhook!(nonsense)).status).toBe(400)
  expect(line.host.logged.at(-1)).toMatchObject({ level: 'warn', event: 'announcement not understood' })
})

test('an app with a client secret is signed to with that, and both signatures have to hold', async () => {
  await using line = await openLine()
  const settings = {
    ...line.settings,
    ...line.x.keys,
    accessToken: undefined,
    accessSecret: undefined,
    webhooks: true,
    profile: brand,
  }
  const oauth2 = {
    clientId: line.x.tokens.clientId,
    clientSecret: line.x.tokens.clientSecret,
    tokens: line.x.tokens.signIn(),
  }
  const connection = await line.connect(definition.settings.parse({ ...settings, oauth2 }))
  const body = JSON.stringify({ data: line.x.activity.encrypted(mia!.id) })
  const oauth2Signature = `sha256=${createHmac('sha256', oauth2.clientSecret).update(body).digest('base64')}`
  const post = (headers: Record<string, string>) =>
    connection.handleWebhook!(new Request(hook, { method: 'POST', body, headers }))
  const names = ['x-twitter-webhooks-signature-oauth2', 'x-twitter-webhooks-signature'] as const
  expect((await post({ [names[0]]: oauth2Signature })).status).toBe(200)
  expect((await post({ [names[0]]: oauth2Signature, [names[1]]: line.x.activity.signature(body) })).status).toBe(200)
  expect((await post({ [names[0]]: oauth2Signature, [names[1]]: oauth2Signature })).status).toBe(401)
  expect((await post({ [names[0]]: line.x.activity.signature(body) })).status).toBe(401)
})

test('what is announced twice, out of order, replayed and then listed is there once', async () => {
  const { line } = await openAnnounced()
  await using _ = line
  const pair = line.x.world.pair(mia!.id)
  await line.receiveUntil(
    'the webhook stands',
    () => line.x.activity.subscriptions.length > 0 && line.host.states.some(({ state }) => state === 'connected'),
  )
  const events = ['First', 'Second', 'Third'].map((text) => line.x.world.addEvent(mia!.id, pair, text))
  const mention = line.x.world.addPost(wang!.id, `Fourth @${brand.username}`)
  const announcements = [
    ...events.map((event) => line.x.activity.directMessage(event)),
    line.x.activity.mention(mention),
    line.x.activity.mention(mention, 'post.reply.create'),
  ]
  for (const announcement of [...announcements.toReversed(), ...announcements]) {
    const [response] = await line.x.activity.announce(announcement)
    expect(response?.status).toBe(200)
  }
  expect(line.host.rows.size).toBe(4)
  // However often it is announced, X bills it once.
  expect(line.host.used).toMatchObject({ dmAnnounced: 3, postAnnounced: 1 })
  await line.receiveUntil(
    'both lists were read',
    () => line.x.seen.filter(({ path }) => path.endsWith('/mentions')).length >= 2,
  )
  expect(line.host.rows.size).toBe(4)
  const texts = (await line.events()).map((event) => (event.kind === 'message' ? event.body.text : event.kind))
  expect(texts.toSorted()).toEqual(['First', 'Fourth @ExampleSupport', 'Second', 'Third'])
  const direct = (await line.events()).find((event) => event.kind === 'message' && event.body.text === 'First')
  expect(direct).toMatchObject({
    externalId: `dm-event:${events[0]?.id}`,
    conversationKey: `dm:${pair}`,
    way: 'dm',
    from: { displayName: 'Mia Ortega' },
  })
})

test('stores before it says that it came: a failed store is no 200', async () => {
  const { line, connection } = await openAnnounced()
  await using _ = line
  const event = line.x.world.addEvent(mia!.id, line.x.world.pair(mia!.id), 'Hello')
  line.host.plan('fail')
  const request = line.x.activity.request(hook, line.x.activity.directMessage(event))
  expect(await failureOf(connection.handleWebhook!(request.clone()))).toBeInstanceOf(Error)
  expect((await connection.handleWebhook!(request)).status).toBe(200)
  expect(line.host.rows.size).toBe(1)
})

test('registers its address once, subscribes to each kind once, and asks for what it missed', async () => {
  const { line } = await openAnnounced()
  await using _ = line
  const lookedAt = new Date(Date.now() - 3_600_000).toISOString()
  const looked = { newest: null, lookedAt }
  await line.host.accept([], { mentions: looked, directMessages: looked, since: lookedAt })
  const stands = () => line.host.states.some(({ sentence }) => sentence?.code === 'twitter.connected_announced')
  await line.receiveUntil('it stands', stands)
  await line.receiveUntil('it stands again', stands)
  expect(line.x.activity.webhooks.map(({ url }) => url)).toEqual([hook])
  expect(line.x.activity.subscriptions.map(({ event_type: type }) => type).toSorted()).toEqual(
    [
      'chat.received',
      'dm.received',
      'post.delete',
      'post.mention.create',
      'post.quote.create',
      'post.reply.create',
    ].toSorted(),
  )
  const [replay] = line.x.activity.replays as { webhook_id: string; from_date: string; to_date: string }[]
  expect(replay?.webhook_id).toBe(line.x.activity.webhooks[0]?.id)
  expect(replay?.from_date).toMatch(/^\d{12}$/)
  line.x.activity.webhooks[0]!.valid = false
  await line.receiveUntil('it is proven anew', () => line.x.activity.webhooks[0]?.valid === true)
})

test('goes on by its lists when X cannot reach it, and says so', async () => {
  const { line } = await openAnnounced()
  await using _ = line
  line.x.activity.deliver = async () => new Response(null, { status: 502 })
  line.x.world.addEvent(mia!.id, line.x.world.pair(mia!.id), 'Hello')
  await line.receiveUntil('it came', () => line.host.rows.size === 1 && line.host.states.length > 0)
  expect(line.host.states.at(-1)).toMatchObject({
    state: 'degraded',
    sentence: { code: 'twitter.not_announced', values: { address: hook } },
  })
})

test('an encrypted message is shown as such, and the account says where to answer it', async () => {
  const { line } = await openAnnounced()
  await using _ = line
  await line.receiveUntil('it stands', () => line.x.activity.subscriptions.length === 6)
  await line.x.activity.announce(line.x.activity.encrypted(mia!.id))
  const [event] = await line.events()
  const shown = { kind: 'message', marks: ['encrypted'], way: 'dm', from: { key: mia!.id } }
  expect(event).toMatchObject({ ...shown, body: { sentence: { code: 'twitter.encrypted' } } })
  // Whoever receives was connected before, with settings that did not know of it yet.
  const before = line.settings
  const [saved] = line.host.savedSettings.filter(({ encryptedSeenAt }) => encryptedSeenAt !== undefined)
  line.host.stored = { ...before, ...saved }
  const says = () => line.host.states.some(({ sentence }) => sentence?.code === 'twitter.encrypted_seen')
  await line.receiveUntil('the account says so', says, before)
  expect(line.host.states.at(-1)).toMatchObject({ state: 'degraded' })
})

test('a deleted post of ours is a change of it', async () => {
  const { line } = await openAnnounced()
  await using _ = line
  await line.receiveUntil('it stands', () => line.x.activity.subscriptions.length === 6)
  const post = line.x.world.addPost(brand.id, 'A reply')
  await line.x.activity.announce(line.x.activity.deletion(post))
  expect(await line.events()).toMatchObject([
    { kind: 'change', about: `post:${post.id}`, by: { key: brand.id }, change: { type: 'deleted' } },
  ])
})

test('fetches the post an announced one answers, and does without where that takes too long', async () => {
  const { line, connection } = await openAnnounced()
  await using _ = line
  const root = line.x.world.addPost(wang!.id, 'Is it down?')
  const [one, two] = [1, 2].map((nth) =>
    line.x.world.addPost(mia!.id, `${nth} @${brand.username}`, { answers: root.id }),
  )
  expect((await connection.handleWebhook!(line.x.activity.request(hook, line.x.activity.mention(one!)))).status).toBe(
    200,
  )
  line.x.faults.next({ do: 'silence' }, { path: /^\/2\/tweets$/ })
  expect((await connection.handleWebhook!(line.x.activity.request(hook, line.x.activity.mention(two!)))).status).toBe(
    200,
  )
  const texts = (await line.events()).map((event) => (event.kind === 'message' ? event.body.text : event.kind))
  expect(texts).toEqual([`1 @${brand.username}\n\n@customer_1:\n> Is it down?`, `2 @${brand.username}`])
  expect(line.host.used).toEqual({ postAnnounced: 2, postRead: 1 })
})

test('what it does not know is kept and shown; what is for another profile is not', async () => {
  const { line, connection } = await openAnnounced()
  await using _ = line
  const payload = { direct_message_events: [{ type: 'message_hologram', id: '1' }], users: {} }
  const strange = { event_uuid: '-77', event_type: 'dm.received', payload }
  await connection.handleWebhook!(line.x.activity.request(hook, strange))
  expect(await line.events()).toMatchObject([{ kind: 'unreadable', sentence: { code: 'twitter.unreadable' } }])
  const body = JSON.stringify({ data: { ...strange, event_uuid: '78', filter: { user_id: '42' } } })
  const headers = { 'x-twitter-webhooks-signature': line.x.activity.signature(body) }
  expect((await connection.handleWebhook!(new Request(hook, { method: 'POST', body, headers }))).status).toBe(200)
  expect(line.host.rows.size).toBe(1)
  await until('it is logged', () => line.host.logged.some(({ event }) => event === 'announcement for another profile'))
})
