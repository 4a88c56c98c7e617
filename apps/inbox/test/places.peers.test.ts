import type { Places } from '@cordboard/api-contract/accounts'
import { ChannelError } from '@cordboard/core/channel/error'
import type { Place } from '@cordboard/core/channel/place'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AnyChannel } from '../src/context.ts'
import { fakeChannel } from './support/fake-channel.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let desk: TestDesk
let admin: string
/** What the last connection was made with. */
let dialled: object
let places: () => Promise<readonly Place[]>

const channel: AnyChannel = {
  ...fakeChannel,
  connect(settings) {
    dialled = settings
    return Promise.resolve({
      send: () => Promise.reject(new Error('not here')),
      verify: () => Promise.resolve({ steps: [] }),
      listPlaces: () => places(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })
  },
}

beforeAll(async () => {
  desk = await openTestDesk({ channels: [channel] })
  admin = (await desk.signedIn('admin')).cookie
})
afterAll(() => desk[Symbol.asyncDispose]())

const post = (path: string, body: object) => desk.request(`/api/v1${path}`, { method: 'POST', body, cookie: admin })

test('places are listed with settings that are only typed so far, and with the secrets an account has', async () => {
  places = async () => [{ name: 'A/B', path: ['A', 'B'], role: null }]
  const settings = { address: 'desk@example.com', password: 'stored' }
  const created = await post('/accounts', { channel: 'fake', name: 'A', settings })
  const { id: accountId } = (await created.json()) as { id: string }
  const typed = { channel: 'fake', settings: { address: 'desk@example.com' }, accountId }
  const response = await post('/accounts/places', typed)
  expect((await response.json()) as Places).toEqual({
    items: [{ name: 'A/B', path: ['A', 'B'], role: null }],
    trouble: null,
  })
  expect(dialled).toMatchObject({ password: 'stored' })
})

test('a provider that cannot be asked is a sentence, not an error', async () => {
  places = () => Promise.reject(new ChannelError('transient', 'The server is away.'))
  const settings = { address: 'desk@example.com', password: 'x' }
  const response = await post('/accounts/places', { channel: 'fake', settings })
  expect(await response.json()).toEqual({ items: [], trouble: { detail: 'The server is away.', sentence: null } })
})
