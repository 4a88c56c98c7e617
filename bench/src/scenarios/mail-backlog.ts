/** Mails waiting in a mailbox, until all are visible to an agent: what one mail costs beside the least it can cost. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { mailNumber } from '../corpus.ts'
import { startDesk } from '../desk.ts'
import type { FloorAnswer, FloorTask } from '../floor/mail-floor.ts'
import { type Paired, ratioOf, runPairs } from '../pairs.ts'
import { cpuSecondsOf } from '../process-tree.ts'
import { factLine, ratioLine, type Line } from '../report.ts'
import { accountSettings, startMailServer, startPostgres, startRedis, temporaryFolder } from '../stage.ts'
import { until } from '../until.ts'

const floorProgram = fileURLToPath(new URL('../floor/mail-floor.ts', import.meta.url))

type Figures = { wallMs: number; cpuMs: number }
export type BacklogOptions = { queue: 'redis' | 'postgres'; mails: number; pairs: number }

export async function mailBacklog({ queue, mails, pairs }: BacklogOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const names = Array.from({ length: pairs + 1 }, (_, n) => [`ours${n}`, `floor${n}`]).flat()
  const dovecot = await startMailServer(stack, names)
  for (const name of names)
    dovecot.deliverMany(
      name,
      Array.from({ length: mails }, (_, index) => mailNumber(index, name)),
    )
  const postgres = await startPostgres(stack)
  const redis = queue === 'redis' ? await startRedis(stack) : null
  const stores = [postgres.pid, ...(redis ? [redis.pid] : [])]
  const deskUrl = await postgres.database('desk')
  const floorUrl = await postgres.database('floor')
  const desk = stack.use(
    await startDesk({ dataDir: await temporaryFolder(stack), databaseUrl: deskUrl, redisUrl: redis?.url }),
  )
  const pool = stack.adopt(new pg.Pool({ connectionString: deskUrl, max: 1 }), (open) => open.end())

  const leastWork = startFloor(stack, [floorUrl, redis?.url ?? ''])

  async function ours(pair: number): Promise<Figures> {
    const name = `ours${pair}`
    const cpuBefore = cpuSecondsOf([desk.pid, ...stores])
    const begun = performance.now()
    const account = await desk.call<{ id: string }>('POST', '/accounts', {
      channel: 'email',
      name,
      settings: accountSettings(dovecot, name),
    })
    await until(`${mails} mails of ${name} are visible`, async () => {
      const { rows } = await pool.query<{ visible: string }>(
        'select count(*) as visible from messages where account_id = $1',
        [account.id],
      )
      return Number(rows[0]?.visible) >= mails
    })
    const wallMs = performance.now() - begun
    const cpuMs = (cpuSecondsOf([desk.pid, ...stores]) - cpuBefore) * 1000
    const { rows } = await pool.query<{ visible: string; distinct: string }>(
      'select count(*) as visible, count(distinct external_id) as distinct from messages where account_id = $1',
      [account.id],
    )
    if (Number(rows[0]?.visible) !== mails || Number(rows[0]?.distinct) !== mails)
      throw new Error(`Lost or doubled: ${JSON.stringify(rows[0])} of ${mails}.`)
    await desk.call('PATCH', `/accounts/${account.id}`, { enabled: false })
    return { wallMs, cpuMs }
  }

  async function floor(pair: number): Promise<Figures> {
    const before = cpuSecondsOf(stores)
    const task = { imapPort: dovecot.imapPort, ...dovecot.account(`floor${pair}`), count: mails }
    const { wallMs, cpuMs } = await leastWork(task)
    return { wallMs, cpuMs: (cpuSecondsOf(stores) - before) * 1000 + cpuMs }
  }

  // The first mails of a process pay for loading and compiling; both sides pay once, uncounted.
  await ours(pairs)
  await floor(pairs)
  const result = await runPairs(pairs, { ours, floor })
  return report(result, { queue, mails })
}

function report(result: Paired<Figures>, { queue, mails }: Pick<BacklogOptions, 'queue' | 'mails'>): Line[] {
  const scenario = 'mail-backlog'
  const bar = queue === 'redis' ? 2 : 2.5
  const perMail = (figures: readonly Figures[], pick: (one: Figures) => number) =>
    (figures.reduce((sum, one) => sum + pick(one), 0) / figures.length / mails).toFixed(1)
  const both = (pick: (one: Figures) => number) => `${perMail(result.ours, pick)} / ${perMail(result.floor, pick)}`
  return [
    ratioLine(
      scenario,
      `CPU a mail beside the floor, queue on ${queue}`,
      ratioOf(result, ({ cpuMs }) => cpuMs),
      bar,
    ),
    factLine(
      scenario,
      'CPU ms a mail, ours / floor',
      both(({ cpuMs }) => cpuMs),
    ),
    factLine(
      scenario,
      'wall ms a mail, ours / floor',
      both(({ wallMs }) => wallMs),
    ),
  ]
}

function startFloor(stack: AsyncDisposableStack, urls: string[]): (task: FloorTask) => Promise<FloorAnswer> {
  const child = spawn(process.execPath, [floorProgram, ...urls], { stdio: ['pipe', 'pipe', 'inherit'] })
  stack.defer(async () => {
    const exited = once(child, 'exit')
    child.kill()
    await exited
  })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async (task) => {
    child.stdin.write(`${JSON.stringify(task)}\n`)
    const { value, done } = await answers.next()
    if (done) throw new Error('The floor ended without an answer.')
    return JSON.parse(value) as FloorAnswer
  }
}
