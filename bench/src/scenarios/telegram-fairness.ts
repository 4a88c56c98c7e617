/** Telegram tells one bot to wait, again and again, while agents have much for it: how long replies of the others take meanwhile. */
import { refusal, tooManyRequests } from '@cordboard/channel-telegram/pretend/answers'
import type { FakeBot } from '@cordboard/channel-telegram/pretend/fake-bot'
import { handOver } from '@cordboard/channel-telegram/pretend/faults'
import { FakeTelegram } from '@cordboard/channel-telegram/pretend/server'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { allConnected, untilVisible } from '../accounts.ts'
import { type ConnectedBot, connectBot, conversationsOf, hearMany, newBot } from '../bots.ts'
import { type Desk, startDesk } from '../desk.ts'
import { percentile, ratioBetween, runInTurn, spreadOf } from '../pairs.ts'
import { factLine, ratioLine, spreadText, type Line } from '../report.ts'
import { startPostgres, startRedis, temporaryFolder } from '../stage.ts'
import { until } from '../until.ts'

/** `replies`: of each other bot in a round. `flood`: waiting for the one that has to wait. */
export type FairnessOptions = { others: number; replies: number; flood: number; rounds: number }

const conversationsEach = 10
const everyMs = 50
const retryAfterSeconds = 1
const settledMs = 1_000

type Busy = ConnectedBot & { conversations: string[] }

export async function telegramFairness({ others, replies, flood, rounds }: FairnessOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const telegram = stack.use(await FakeTelegram.start())
  const postgres = await startPostgres(stack)
  const redis = await startRedis(stack)
  const databaseUrl = await postgres.database('desk')
  const dataDir = await temporaryFolder(stack)
  const desk = stack.use(await startDesk({ dataDir, databaseUrl, redisUrl: redis.url }))
  const pool = stack.adopt(new pg.Pool({ connectionString: databaseUrl, max: 1 }), (open) => open.end())
  const busy = async (number: number, conversations: number): Promise<Busy> => {
    const bot = newBot(telegram, number)
    hearMany(bot, { messages: conversations, customers: conversations })
    const connected = await connectBot(desk, telegram, bot)
    await untilVisible(pool, [connected.account], conversations)
    return { ...connected, conversations: await conversationsOf(pool, connected.account) }
  }
  const flooded = await busy(0, flood)
  const rest = await Promise.all(Array.from({ length: others }, (_, index) => busy(index + 1, conversationsEach)))
  await allConnected(desk, others + 1)
  const times = async () => (await Promise.all(rest.map((one) => answerSteadily(desk, one, replies)))).flat()
  const alone = async () => percentile(await times(), 0.95)
  let waits = 0
  const beside = async (round: number) => {
    const flow = floodOf(flooded.bot)
    const words = flooded.conversations.map((id) => ({ id, text: `Patience, round ${round}, ${id}.` }))
    for (const { id, text } of words) await reply(desk, id, text)
    await until('it has to wait', async () => flow.waits() > 1)
    // What writing them cost is not what is felt of the wait.
    await delay(settledMs)
    const p95 = percentile(await times(), 0.95)
    waits += flow.waits()
    flow.end()
    await until('all that waited was sent', async () => flooded.bot.sent.length >= flood * (round + 1))
    return p95
  }
  // The first replies of a process pay for loading and compiling.
  await times()
  const result = await runInTurn(rounds, { alone, beside })
  if (waits === 0) throw new Error('Nobody was told to wait.')
  expectOnce([flooded, ...rest].map(({ bot }) => bot))
  return [
    ratioLine('p95 beside a bot that has to wait / alone', ratioBetween(result.beside, result.alone), 1.2),
    factLine(
      'written to arrived, p95 ms, alone / beside',
      `${spreadText(spreadOf(result.alone), '', 0)} / ${spreadText(spreadOf(result.beside), '', 0)}`,
    ),
    factLine('times the one was told to wait', String(waits)),
  ]
}

async function reply(desk: Desk, conversation: string, text: string): Promise<void> {
  await desk.call('POST', `/conversations/${conversation}/replies`, { clientId: randomUUID(), text })
}

/** Milliseconds from the agent's click until Telegram has each. */
async function answerSteadily(desk: Desk, { bot, conversations }: Busy, replies: number): Promise<number[]> {
  const times: number[] = []
  for (let number = 0; number < replies; number++) {
    const before = bot.sent.length
    const begun = performance.now()
    await reply(desk, conversations[number % conversations.length] ?? '', `It is on its way, ${bot.sent.length}.`)
    await until('the reply arrives', async () => bot.sent.length > before, { everyMs: 1 })
    times.push(performance.now() - begun)
    await delay(everyMs)
  }
  return times
}

/** From now on each hand-over is told to wait, until `end`. `waits`: how often that was. */
function floodOf(bot: FakeBot): { waits(): number; end(): void } {
  const { faults } = bot
  const usual = faults.take
  let waits = 0
  faults.take = (method) => {
    if (!handOver.test(method)) return usual.call(faults, method)
    waits += 1
    return { do: 'answer', answer: refusal(tooManyRequests(retryAfterSeconds)) }
  }
  return { waits: () => waits, end: () => void (faults.take = usual) }
}

/** Throws when a reply went out twice. */
function expectOnce(bots: readonly FakeBot[]): void {
  for (const { sent } of bots) {
    const different = new Set(sent.map(({ chatId, text }) => `${chatId} ${text}`)).size
    if (different !== sent.length) throw new Error(`${sent.length - different} replies went out twice.`)
  }
}
