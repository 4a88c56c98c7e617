/** From one bot to 200 asked by one listener: memory, idle CPU, and how soon an agent hears of a message. */
import { fakePerson } from '@cordboard/channel-telegram/pretend/people'
import { FakeTelegram } from '@cordboard/channel-telegram/pretend/server'
import { setTimeout as delay } from 'node:timers/promises'
import { type ConnectedBot, connectBot, newBot } from '../bots.ts'
import { nowMs } from '../clock.ts'
import { startCrew, type Crew } from '../crew.ts'
import { type EventWatch, watchEvents } from '../event-watch.ts'
import { percentile } from '../pairs.ts'
import { cpuSecondsOf, residentMbOf } from '../process-tree.ts'
import { factLine, limitLine, type Line } from '../report.ts'
import { until } from '../until.ts'

export type TelegramCurveOptions = { counts: readonly number[]; idleSeconds: number; fresh: number }

type Point = { count: number; connectMs: number; residentMb: number; idleShare: number }

const atOnce = 8
const mostMb = 300
const betweenMs = 20

export async function telegramCurve({ counts, idleSeconds, fresh }: TelegramCurveOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const telegram = stack.use(await FakeTelegram.start())
  const crew = await startCrew(stack)
  const bots: ConnectedBot[] = []
  const points: Point[] = []
  for (const count of counts) {
    const connectMs = await connect(crew, { telegram, bots, count })
    points.push({ count, connectMs, ...(await weigh(crew.listener.pid, idleSeconds)) })
  }
  using events = await watchEvents(crew.api)
  const late = await freshness(events, bots, Math.min(fresh, bots.length))
  const most = counts.at(-1) ?? 0
  const curve = (pick: (point: Point) => string) => points.map(pick).join(' ')
  const name = counts.join(' ')
  return [
    limitLine(`listener MB, ${most} bots`, points.at(-1)?.residentMb ?? NaN, 'MB', mostMb),
    factLine(
      `listener MB at ${name} bots`,
      curve(({ residentMb }) => residentMb.toFixed(0)),
    ),
    factLine(
      `seconds to connect up to ${name}`,
      curve(({ connectMs }) => (connectMs / 1000).toFixed(1)),
    ),
    factLine(
      `idle CPU % at ${name} bots`,
      curve(({ idleShare }) => idleShare.toFixed(2)),
    ),
    factLine(
      `written to event, ${most} bots, p50 / p95 ms`,
      `${percentile(late, 0.5).toFixed(0)} / ${percentile(late, 0.95).toFixed(0)}`,
      late,
    ),
  ]
}

type Joining = { telegram: FakeTelegram; bots: ConnectedBot[]; count: number }

/** Milliseconds until all are connected, the making of their accounts included. */
async function connect({ api, pool }: Crew, { telegram, bots, count }: Joining): Promise<number> {
  const begun = performance.now()
  const waiting = Array.from({ length: count - bots.length }, (_, index) => bots.length + index)
  const add = async () => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift())
      bots.push(await connectBot(api, telegram, newBot(telegram, number)))
  }
  await Promise.all(Array.from({ length: atOnce }, add))
  await until(`${count} bots are connected`, async () => {
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int as count from channel_accounts where state = 'connected'`,
    )
    return (rows[0]?.count ?? 0) >= count
  })
  return performance.now() - begun
}

async function weigh(pid: number, seconds: number): Promise<Pick<Point, 'residentMb' | 'idleShare'>> {
  // What connecting left behind is collected before it counts as the cost of standing.
  await delay(2_000)
  const before = cpuSecondsOf([pid])
  await delay(seconds * 1000)
  return { residentMb: residentMbOf(pid).now, idleShare: ((cpuSecondsOf([pid]) - before) / seconds) * 100 }
}

/** Milliseconds from written to announced, for bots all over the row. */
async function freshness(events: EventWatch, bots: readonly ConnectedBot[], picked: number): Promise<number[]> {
  const places = Array.from({ length: picked }, (_, number) => Math.floor((number * bots.length) / picked))
  // The first message of all pays for loading and compiling what reads it.
  await announced(events, write(bots[0]))
  const written: Written[] = []
  for (const place of places) {
    written.push(write(bots[place]))
    await delay(betweenMs)
  }
  return Promise.all(written.map((one) => announced(events, one)))
}

type Written = { account: string; at: number }

function write(to: ConnectedBot | undefined): Written {
  if (!to) throw new Error('There is no such bot.')
  const at = nowMs()
  to.bot.hears(fakePerson(5_000_000_001), { text: 'Is anybody there?' })
  return { account: to.account, at }
}

async function announced({ seen }: EventWatch, { account, at }: Written): Promise<number> {
  const heard = () =>
    seen.find((event) => event.type === 'message.received' && event.accountId === account && event.at > at)
  await until('the message is announced', async () => heard() !== undefined, { limitMs: 120_000 })
  return (heard()?.at ?? NaN) - at
}
