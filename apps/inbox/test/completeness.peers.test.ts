import type { Completeness } from '@cordboard/api-contract/completeness'
import { ChannelError } from '@cordboard/core/channel/error'
import type { ChannelHost, RawMessage } from '@cordboard/core/channel/channel'
import type { AbsentMessage, Inventory } from '@cordboard/core/channel/inventory'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AnyChannel } from '../src/context.ts'
import { accept } from '../src/ledger/accept.ts'
import { fakeChannel } from './support/fake-channel.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let desk: TestDesk
let admin: string
let accountId: string
let inventory: (host: ChannelHost<object>) => Promise<Inventory>
/** What the provider hands over when it is asked for a key. */
let there: Map<string, RawMessage>

const listing: AnyChannel = {
  ...fakeChannel,
  id: 'listing',
  connect: (_settings, host) =>
    Promise.resolve({
      send: () => Promise.reject(new Error('not here')),
      verify: () => Promise.resolve({ steps: [] }),
      async takeInventory(_signal, onProgress) {
        onProgress?.({ place: 'INBOX', done: 1, total: 1 })
        return inventory(host)
      },
      takeIn: (keys) => host.accept(keys.flatMap((key) => there.get(key) ?? [])),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
}
const listless: AnyChannel = {
  ...listing,
  id: 'listless',
  connect: async (settings, host) => {
    const { takeInventory: _none, ...connection } = await listing.connect(settings, host)
    return connection
  },
}

beforeAll(async () => {
  desk = await openTestDesk({ channels: [listing, listless] })
  admin = (await desk.signedIn('admin')).cookie
})
beforeEach(async () => {
  accountId = await connect('listing')
  there = new Map()
  await store('kept', 'gone', 'moved')
})
afterAll(() => desk[Symbol.asyncDispose]())

let accounts = 0
async function connect(channel: string): Promise<string> {
  const settings = { address: `desk${(accounts += 1)}@example.com`, password: 'x' }
  const body = { channel, name: 'A', settings }
  const response = await desk.request('/api/v1/accounts', { method: 'POST', body, cookie: admin })
  return ((await response.json()) as { id: string }).id
}

function raw(text: string, key = text): RawMessage {
  return { bytes: Buffer.from(text), mediaType: 'text/plain', key, receivedAt: new Date('2026-11-01T10:00:00Z') }
}

const store = (...texts: string[]) =>
  accept(
    desk.desk,
    { accountId, epoch: null },
    texts.map((text) => raw(text)),
  )

function absent(key: string, absence: AbsentMessage['absence'] = 'unexplained', text = key): AbsentMessage {
  const sha256 = createHash('sha256').update(text).digest('hex')
  return {
    key,
    id: key,
    absence,
    sketch: { receivedAt: null, size: 3, sender: 'mei@outside.test', subject: key, sha256 },
  }
}

/** The provider lists these in one place; what of them the ledger lacks is unexplained, or as given. */
const lists =
  (keys: string[], lacking: AbsentMessage[]) =>
  async (host: ChannelHost<object>): Promise<Inventory> => {
    const known = await host.knownKeys(keys)
    return { places: [{ place: 'INBOX', trouble: null, keys, absent: lacking.filter(({ key }) => !known.has(key)) }] }
  }

async function check(body: object = {}): Promise<{ events: string[]; last: unknown }> {
  const response = await desk.request(`/api/v1/accounts/${accountId}/completeness`, {
    method: 'POST',
    body,
    cookie: admin,
  })
  const text = await response.text()
  const events = [...text.matchAll(/^event: (\w+)$/gm)].map(([, event = '']) => event)
  return { events, last: JSON.parse(text.slice(text.lastIndexOf('data: ') + 6)) as unknown }
}

test('says what the ledger lacks and why, what was only moved, and what the provider no longer has', async () => {
  inventory = lists(
    ['kept', 'elsewhere', 'late', 'lost'],
    [absent('elsewhere', 'unexplained', 'moved'), absent('late', 'waiting'), absent('lost')],
  )
  const { events, last } = await check()
  expect(events).toEqual(['progress', 'result'])
  expect(last).toMatchObject({
    places: [
      {
        place: 'INBOX',
        trouble: null,
        listed: 4,
        stored: 1,
        absent: { total: 3, byAbsence: { waiting: 1, withheld: 0, moved: 1, unexplained: 1 } },
      },
    ],
    gone: { total: 2 },
    fetched: null,
  })
  const { items } = (last as Completeness).places[0]!.absent
  expect(items.map(({ id, absence }) => [id, absence])).toEqual([
    ['elsewhere', 'moved'],
    ['lost', 'unexplained'],
    ['late', 'waiting'],
  ])
})

test('a message that lies at the provider under another key is not gone', async () => {
  await accept(desk.desk, { accountId, epoch: null }, [raw('moved', 'Archive:1')])
  inventory = lists(['kept', 'Archive:1'], [])
  expect((await check()).last).toMatchObject({ places: [{ stored: 2 }], gone: { total: 1 } })
})

test('of a place that could not be listed, nobody says what is gone', async () => {
  const trouble = { detail: 'The folder is away.', sentence: null }
  inventory = async () => ({ places: [{ place: 'Away', trouble, keys: [], absent: [] }] })
  expect((await check()).last).toMatchObject({ places: [{ trouble }], gone: null })
})

test('fetches what is missing, and counts what came', async () => {
  inventory = lists(['lost', 'stays lost'], [absent('lost'), absent('stays lost')])
  there.set('lost', raw('lost'))
  expect((await check({ fetchMissing: true })).last).toMatchObject({
    places: [{ stored: 1, absent: { byAbsence: { unexplained: 1 } } }],
    fetched: 1,
  })
})

test('says in a sentence that the provider cannot be asked', async () => {
  inventory = () => Promise.reject(new ChannelError('transient', 'The server is away.'))
  expect(await check()).toEqual({
    events: ['progress', 'refused'],
    last: { detail: 'The server is away.', sentence: null },
  })
})

test('a channel without a list says so', async () => {
  accountId = await connect('listless')
  expect(await check()).toMatchObject({ events: ['refused'], last: { sentence: { code: 'desk.not_comparable' } } })
})

test('a mailbox of twenty thousand messages is compared soon after they came, before the database has counted them', async () => {
  await sql`insert into ledger (account_id, provider_key, received_at, media_type, raw, raw_size, raw_sha256, state, done_at)
    select ${accountId}::bigint, 'many:' || n, now(), 'x', 'x', 1, sha256(n::text::bytea), 'done', now()
    from generate_series(1, 20000) n`.execute(desk.desk.db)
  inventory = lists(
    Array.from({ length: 19_900 }, (_, index) => `many:${index + 1}`),
    [],
  )
  expect((await check()).last).toMatchObject({ places: [{ listed: 19_900, stored: 19_900 }], gone: { total: 103 } })
})
