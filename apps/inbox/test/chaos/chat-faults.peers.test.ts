/** What a bot and a profile on X meet while their desk lives: waits, proxies' pages, cut lines, doubled announcements, second listeners, new tokens. */
import { htmlPage, refusal, tooManyRequests, unauthorized } from '@cordboard/channel-telegram/pretend/answers'
import { handOver } from '@cordboard/channel-telegram/pretend/faults'
import { problem } from '@cordboard/channel-twitter/pretend/endpoints'
import { badGateway } from '@cordboard/channel-twitter/pretend/faults'
import { until } from '@cordboard/channel-testkit/peers/until'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { ChatLine } from './chat-line.ts'
import { type ChatProvider, TelegramProvider, XProvider } from './chat-providers.ts'
import { clean, lineOf } from './checker.ts'
import { callDesk, listMessages } from './desk-api.ts'
import { ageWork, deadListener } from './time-passes.ts'
import type { AskedReply } from './truth.ts'

const toX = { method: 'POST', path: /\/messages$|\/2\/tweets$/ }
const pastLease = `update channel_accounts set lease_until = now() - interval '1 second'`

describe('chats, while something goes wrong', () => {
  const opened = new AsyncDisposableStack()
  const unconfirmed = new Set<string>()
  let telegram: TelegramProvider
  let hooked: TelegramProvider
  let x: XProvider
  let line: ChatLine
  beforeAll(async () => {
    telegram = opened.use(await TelegramProvider.start())
    hooked = opened.use(await TelegramProvider.start('webhook'))
    x = opened.use(await XProvider.start({ announces: true, signsIn: true }))
    const { url: databaseUrl } = opened.use(await createTestDatabase())
    const providers = [telegram, hooked, x]
    line = opened.use(await ChatLine.open({ databaseUrl, redisUrl: null, providers }, { isCalled: true }))
    await line.begin()
  })
  afterAll(() => opened.disposeAsync())

  let asked = 0
  /** A reply to a customer who got none yet. */
  async function ask(provider: ChatProvider): Promise<AskedReply> {
    const reply = await line.agentWritesTo(provider.customers[asked++ % provider.customers.length]!)
    await line.ask(line.url, reply)
    return reply
  }
  const told = async ({ clientId }: AskedReply) => {
    const { rows } = await line
      .rows()
      .query<{ state: string; attempts: number }>(
        'select delivery_state as state, delivery_attempts::int as attempts from messages where client_id = $1',
        [clientId],
      )
    return rows[0] ?? { state: 'none', attempts: 0 }
  }
  const becomes = (reply: AskedReply, state: string) =>
    until(`the reply is ${state}`, async () => (await told(reply)).state === state, 30_000)
  const takes = (provider: ChatProvider, { token }: AskedReply) =>
    provider.taken().filter(({ words }) => words.includes(token)).length

  async function expectClean(): Promise<void> {
    await line.atRest(line.url)
    const findings = await line.check(line.url)
    expect(lineOf(findings), JSON.stringify(findings)).toBe(clean)
    expect(findings.unconfirmed).toEqual(unconfirmed)
  }

  test('a wait that Telegram asks for is waited, counts as no attempt, and the reply goes once', async () => {
    telegram.bot.faults.next(handOver, { do: 'answer', answer: refusal(tooManyRequests(1)) })
    const begun = performance.now()
    const reply = await ask(telegram)
    await becomes(reply, 'sent')
    expect(performance.now() - begun).toBeGreaterThan(900)
    expect(takes(telegram, reply)).toBe(1)
  })

  test('a wait that X asks for is waited', async () => {
    const reset = Math.ceil(Date.now() / 1_000) + 1
    const headers = { 'x-rate-limit-limit': '15', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(reset) }
    x.x.faults.next({ do: 'answer', reply: { ...problem(429, 'Too Many Requests'), headers } }, toX)
    const reply = await ask(x)
    await becomes(reply, 'sent')
    expect(Date.now()).toBeGreaterThan(reset * 1_000 - 100)
    expect(takes(x, reply)).toBe(1)
  })

  test('a line that never stood is tried again by itself', async () => {
    await telegram.telegram.down()
    const reply = await ask(telegram)
    await until('it was tried', async () => (await told(reply)).attempts > 0)
    await telegram.telegram.up()
    x.x.dropNextConnection()
    const other = await ask(x)
    await until('it was tried', async () => (await told(other)).attempts > 0)
    await ageWork(line.rows())
    await becomes(reply, 'sent')
    await becomes(other, 'sent')
  })

  test('a line cut before or after Telegram took the reply, or a proxy’s page, leaves it unconfirmed, once', async () => {
    const page = htmlPage(502, 'Bad Gateway')
    for (const [fault, taken] of [
      [{ do: 'cut' }, 0],
      [{ do: 'take_then_cut' }, 1],
      [{ do: 'answer', answer: page }, 0],
      [{ do: 'take_then_answer', answer: page }, 1],
    ] as const) {
      telegram.bot.faults.next(handOver, fault)
      const reply = await ask(telegram)
      unconfirmed.add(reply.clientId)
      await becomes(reply, 'unconfirmed')
      expect(takes(telegram, reply)).toBe(taken)
    }
  })

  test('what X took without a word is found again; what it did not take stays unconfirmed', async () => {
    for (const fault of [{ do: 'cut_after' }, { do: 'cut_within' }] as const) {
      x.x.faults.next(fault, toX)
      const reply = await ask(x)
      await becomes(reply, 'sent')
      expect(takes(x, reply)).toBe(1)
    }
    for (const fault of [{ do: 'cut_before' }, { do: 'answer', reply: badGateway }] as const) {
      x.x.faults.next(fault, toX)
      const reply = await ask(x)
      unconfirmed.add(reply.clientId)
      await becomes(reply, 'unconfirmed')
    }
  })

  test('what X announces twice, and the later message first, is shown once and in order', async () => {
    const [customer] = x.customers
    const tokens = [0, 1].map(() => line.customerWrites(x, customer!))
    const events = x.x.world.events.slice(-2)
    // By X's clock, which tells thousandths of a second.
    events[0]!.created_at = new Date(Date.now() - 1_000).toISOString()
    const [first, second] = events.map((event) => x.x.activity.directMessage(event))
    for (const announcement of [second!, first!, second!, first!]) {
      const responses = await x.x.activity.announce(announcement)
      expect(responses.map(({ status }) => status)).toEqual([200])
    }
    await line.atRest(line.url)
    const { conversationId } = await line.agentWritesTo(customer!)
    line.truth.replies.pop()
    const texts = (await listMessages(line.url, conversationId))
      .toSorted((a, b) => a.occurredAt.localeCompare(b.occurredAt))
      .map(({ body }) => body.text.split(' ', 1)[0] ?? '')
    expect(texts.filter((token) => tokens.includes(token))).toEqual(tokens)
  })

  test('what Telegram delivers twice to its webhook is shown once', async () => {
    const { delivered } = hooked.bot.hook.state
    line.customerWrites(hooked, hooked.customers[0]!)
    const [update] = hooked.bot.queue.pending
    if (update) hooked.bot.queue.repeat(update)
    await until('both were taken', () => hooked.bot.hook.state.delivered === delivered + 2)
    await expectClean()
  })

  test('two listeners, of which now the one and now the other holds the accounts', async () => {
    const second = await (await line.start({ command: ['--role', 'listener'] })).started()
    for (let time = 0; time < 3; time += 1) {
      await line.rows().query(`${pastLease}; notify cordboard_accounts`)
      for (const provider of [telegram, hooked]) line.customerWrites(provider, provider.customers[time]!)
      await line.atRest(line.url)
    }
    await second.kill9()
    await deadListener({ pool: line.rows(), redisUrl: null })
    line.customerWrites(telegram, telegram.customers[0]!)
    await expectClean()
  })

  test('a sign-in at X that ends while two processes use it is renewed once', async () => {
    const { granted } = x.x.tokens
    const before = granted.refresh_token
    const second = await (await line.start({ command: ['--role', 'worker'] })).started()
    x.x.tokens.expireAccessTokens()
    const replies = await Promise.all([ask(x), ask(x), ask(x), ask(x)])
    for (const reply of replies) await becomes(reply, 'sent')
    await second.kill9()
    expect(granted.refresh_token - before).toBe(1)
    await expectClean()
  })

  test('a token that was replaced holds its account and says what to do; with the new one all of it goes on', async () => {
    const answer = refusal(unauthorized())
    for (const method of [/^getUpdates$/, /^getUpdates$/, handOver])
      telegram.bot.faults.next(method, { do: 'answer', answer })
    line.customerWrites(telegram, telegram.customers[1]!)
    const account = await line.untilAccount(line.url, ({ state }) => state === 'needs_reauth')
    expect(account.state.nextAction).toBe('reconnect')
    expect(account.state.detail).toContain('token')
    const waiting = await ask(telegram)
    x.x.tokens.revoke()
    const other = await ask(x)
    const onX = await line.untilAccount(
      line.url,
      ({ state, nextAction }, id) => id !== account.id && state === 'needs_reauth' && nextAction === 'reconnect',
    )
    await until('Telegram refused it', () =>
      telegram.bot.calls.some(({ values }) => JSON.stringify(values).includes(waiting.token)),
    )
    await becomes(waiting, 'queued')
    await becomes(other, 'queued')
    await callDesk(line.url, 'PATCH', `/accounts/${account.id}`, { settings: telegram.settings() })
    await callDesk(line.url, 'PATCH', `/accounts/${onX.id}`, { settings: x.settings() })
    await becomes(waiting, 'sent')
    await becomes(other, 'sent')
    await expectClean()
  })

  test('no process has said a secret', () => {
    const secrets = [telegram, hooked, x].flatMap((provider) => provider.secrets())
    expect(secrets.length).toBeGreaterThan(5)
    for (const secret of secrets) expect(line.said()).not.toContain(secret)
  })
})
