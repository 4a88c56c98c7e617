/** The demo's accounts at pretend providers: made once, led to where these answer, paused without them, gone with the demo. */
import type { Account } from '@cordboard/api-contract/accounts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { pausePretends } from '../src/accounts/pause-pretends.ts'
import { channels } from '../src/channels.ts'
import { connectPretends } from '../src/demo/connect-pretends.ts'
import { removeDemo } from '../src/demo/remove-demo.ts'
import { startPretends } from '../src/demo/start-pretends.ts'
import { seedAccount } from './support/seed.ts'
import { quiet } from './support/quiet-log.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let test: TestDesk

beforeEach(async () => {
  test = await openTestDesk({ channels })
})
afterEach(() => test[Symbol.asyncDispose]())

async function accounts(): Promise<Account[]> {
  const response = await test.request('/api/v1/accounts', { key: await test.apiKey('admin') })
  return ((await response.json()) as { items: Account[] }).items
}

async function demoRuns(): Promise<void> {
  await using pretends = await startPretends(channels, quiet)
  await connectPretends(test.desk, pretends.pretends)
}

it('leads the same accounts to the new addresses at each start, and pauses them at a start without the demo', async () => {
  await demoRuns()
  const first = await accounts()
  expect(first).toMatchObject([
    { channel: 'telegram', demo: true },
    { channel: 'twitter', demo: true },
  ])
  await pausePretends(test.desk)
  const resting = await accounts()
  expect(resting.map(({ enabled, state }) => [enabled, state.sentence?.code])).toEqual([
    [false, 'desk.demo_ended'],
    [false, 'desk.demo_ended'],
  ])
  await demoRuns()
  const again = await accounts()
  expect(again.map(({ id, enabled }) => [id, enabled])).toEqual(first.map(({ id }) => [id, true]))
  for (const [index, { settings }] of again.entries()) expect(settings).not.toEqual(first[index]?.settings)
})

it('pauses nobody else’s account, and takes the accounts along when the demo is removed', async () => {
  const own = await seedAccount(test.desk.db)
  await demoRuns()
  await pausePretends(test.desk)
  expect((await accounts()).find(({ id }) => id === own)?.enabled).toBe(true)
  await removeDemo(test.desk, { actorAgentId: null })
  expect((await accounts()).map(({ id }) => id)).toEqual([own])
})
