/** Everybody writes to a bot at once: messages a second until agents see all of them, beside jobs that do nothing. */
import { FakeTelegram } from '@cordboard/channel-telegram/pretend/server'
import pg from 'pg'
import { expectAll, untilVisible } from '../accounts.ts'
import { connectBot, hearMany, newBot } from '../bots.ts'
import { startDesk } from '../desk.ts'
import { startFloor } from '../floor-process.ts'
import type { JobsAnswer } from '../floor/no-op-jobs.ts'
import { ratioOf, runPairs, spreadOf } from '../pairs.ts'
import { cpuSecondsOf } from '../process-tree.ts'
import { factLine, spreadText, type Line } from '../report.ts'
import { startPostgres, startRedis, temporaryFolder } from '../stage.ts'

export type BurstOptions = { messages: number; pairs: number }

const customers = 700

export async function chatBurst({ messages, pairs }: BurstOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const telegram = stack.use(await FakeTelegram.start())
  const postgres = await startPostgres(stack)
  const redis = await startRedis(stack)
  const stores = [postgres.pid, redis.pid()]
  const databaseUrl = await postgres.database('desk')
  const dataDir = await temporaryFolder(stack)
  const desk = stack.use(await startDesk({ dataDir, databaseUrl, redisUrl: redis.url }))
  const pool = stack.adopt(new pg.Pool({ connectionString: databaseUrl, max: 1 }), (open) => open.end())
  const noOps = startFloor(stack, 'no-op-jobs.ts', [redis.url])
  const { account, bot } = await connectBot(desk, telegram, newBot(telegram, 0))
  let heard = 0
  const measured = async (work: () => Promise<number>, pids: readonly number[]) => {
    const before = cpuSecondsOf(pids)
    const wallMs = await work()
    return { wallMs, cpuMs: (cpuSecondsOf(pids) - before) * 1000 }
  }
  const ours = () =>
    measured(async () => {
      hearMany(bot, { messages, customers })
      heard += messages
      const begun = performance.now()
      await untilVisible(pool, [account], heard)
      const wallMs = performance.now() - begun
      await expectAll(pool, [account], heard)
      return wallMs
    }, [desk.pid, ...stores])
  const floor = () =>
    measured(async () => (await noOps.ask<JobsAnswer>({ count: messages })).wallMs, [noOps.pid, ...stores])
  // The first messages of a process pay for loading and compiling; both sides pay once, uncounted.
  await ours()
  await floor()
  const result = await runPairs(pairs, { ours, floor })
  const rates = (side: 'ours' | 'floor') =>
    spreadText(spreadOf(result[side].map(({ wallMs }) => (messages / wallMs) * 1000)), '', 0)
  const cpu = (side: 'ours' | 'floor') => spreadText(spreadOf(result[side].map(({ cpuMs }) => cpuMs / messages)), '', 2)
  const timesAJob = ratioOf(result, ({ wallMs }) => wallMs)
  return [
    factLine('a message beside a job that does nothing', spreadText(timesAJob, 'x', 1), timesAJob.samples),
    factLine('messages a second / jobs a second', `${rates('ours')} / ${rates('floor')}`),
    factLine('CPU ms a message / a job', `${cpu('ours')} / ${cpu('floor')}`),
  ]
}
