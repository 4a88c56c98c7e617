/** A desk with a bot and a profile on X dies at one step after the other, each time in the middle of what the death before left undone. */
import { until } from '@cordboard/channel-testkit/peers/until'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Failpoint } from '../../src/failpoints.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { ChatLine } from './chat-line.ts'
import { type ChatProvider, TelegramProvider, XProvider } from './chat-providers.ts'
import { clean, lineOf } from './checker.ts'

const steps: readonly Failpoint[] = [
  'inbound.before_commit',
  'inbound.after_commit',
  'ingest.before_commit',
  'ingest.after_commit',
  'outbound.before_claim',
  'outbound.claimed',
  'outbound.handing_over',
  'outbound.handed_over',
  'outbound.recorded',
]
/** Between the claim and the record nobody can know whether a reply went out. */
const inHandAt: readonly Failpoint[] = ['outbound.claimed', 'outbound.handing_over', 'outbound.handed_over']

describe('chats, with a desk that is killed at a named step', () => {
  const opened = new AsyncDisposableStack()
  const providers: ChatProvider[] = []
  const inHand = new Set<string>()
  let line: ChatLine
  beforeAll(async () => {
    providers.push(opened.use(await TelegramProvider.start()), opened.use(await XProvider.start()))
    const { url: databaseUrl } = opened.use(await createTestDatabase())
    line = opened.use(await ChatLine.open({ databaseUrl, redisUrl: null, providers }))
    await line.begin()
    await line.cutPower()
  })
  afterAll(() => opened.disposeAsync())

  describe.each([
    ['Telegram', 0],
    ['X', 1],
  ])('%s', (_, index) => {
    test.each(steps)('%s', async (step) => {
      const provider = providers[index]!
      const customer = provider.customers[steps.indexOf(step)]!
      if (!step.startsWith('outbound.')) line.customerWrites(provider, customer)
      for (let asked = false; !asked;) {
        await line.letLooksPass(provider)
        const armed = await line.start({ failpoint: step })
        if (!step.startsWith('outbound.')) asked = true
        // What the death before left undone may be what it dies of, before anybody could ask for more.
        else if (await armed.ready().catch(() => null)) {
          await line.ask(line.url, await line.agentWritesTo(customer))
          asked = true
        }
        await armed.diedAtFailpoint()
        const died = await line.cutPower()
        if (inHandAt.includes(step)) expect(died.size).toBe(1)
        for (const clientId of died) inHand.add(clientId)
      }
    })
  })

  test('has lost nothing, shown nothing twice, sent nothing twice, and says what nobody can know', async () => {
    for (const provider of providers) await line.letLooksPass(provider)
    const desk = await (await line.start()).ready()
    for (const reply of line.truth.replies) if (!reply.accepted) await line.ask(desk.url, reply)
    await line.atRest(desk.url)
    // X tells what it has; Telegram cannot.
    const told = new Set(providers.flatMap((provider) => (provider.tells ? provider.taken() : [])).map(tokenOf))
    const expected = line.truth.replies.filter(({ clientId, token }) => inHand.has(clientId) && !told.has(token))
    const unknown = new Set(expected.map(({ clientId }) => clientId))
    // The reply that waited when the desk died before its claim is in hand at the next death.
    expect(unknown.size).toBe(7)
    await until('X was asked', async () => (await line.check(desk.url)).unconfirmed.size === unknown.size, 30_000)
    const findings = await line.check(desk.url)
    expect(lineOf(findings), JSON.stringify(findings)).toBe(clean)
    expect(findings.unconfirmed).toEqual(unknown)
    for (const secret of providers.flatMap((provider) => provider.secrets())) expect(line.said()).not.toContain(secret)
  })
})

function tokenOf({ words }: { words: string }): string {
  return words.split(' ', 1)[0] ?? ''
}
