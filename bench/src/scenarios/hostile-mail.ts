/** Mails that have stopped other products: how long each takes, what memory it costs, and what the mailbox beside it feels. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import pg from 'pg'
import { addMailbox, allConnected, expectAll, untilVisible } from '../accounts.ts'
import { nowMs } from '../clock.ts'
import { startDesk, type Desk } from '../desk.ts'
import { type EventWatch, watchEvents } from '../event-watch.ts'
import { startFloor } from '../floor-process.ts'
import type { ReadAnswer } from '../floor/mail-floor.ts'
import { hostileMails, type HostileMail } from '../hostile-corpus.ts'
import { ratioBetween } from '../pairs.ts'
import { forgetPeak, residentMbOf } from '../process-tree.ts'
import { quietWhile } from '../quiet-mailbox.ts'
import { factLine, limitLine, ratioLine, type Line } from '../report.ts'
import { startMailServer, startPostgres, startRedis, temporaryFolder } from '../stage.ts'
import { until } from '../until.ts'

export type HostileOptions = { megabytes: number; watchedSeconds: number }
/** `growth` is peak memory beyond what stood before, as a multiple of the mail's size. */
type Taken = { name: string; sizeMb: number; deliveredMs: number; acceptedMs: number; growth: number }

/** Below this size the runtime's own breathing is larger than any multiple of the mail. */
const weighedMb = 5

export async function hostileMail({ megabytes, watchedSeconds }: HostileOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const dovecot = await startMailServer(stack, ['hostile', 'quiet'])
  const postgres = await startPostgres(stack)
  const redis = await startRedis(stack)
  const databaseUrl = await postgres.database('desk')
  const folder = await temporaryFolder(stack)
  const desk = stack.use(await startDesk({ dataDir: folder, databaseUrl, redisUrl: redis.url }))
  const pool = stack.adopt(new pg.Pool({ connectionString: databaseUrl, max: 1 }), (open) => open.end())
  const hostile = await addMailbox(desk, dovecot, 'hostile')
  const quiet = await addMailbox(desk, dovecot, 'quiet')
  await allConnected(desk, 2)
  const events = stack.use(await watchEvents(desk))

  const besides = { dovecot, events, mailbox: 'quiet' }
  const take = taker({ dovecot, desk, pool, events, account: hostile })
  // Both sides read each kind once uncounted: what is compiled at the first one is no mail's fault.
  for (const mail of hostileMails('warm', megabytes)) await take(mail)
  const alone = await quietWhile(besides, 'alone', () => delay(watchedSeconds * 1000))
  const taken: Taken[] = []
  const beside = await quietWhile(besides, 'beside', async () => {
    for (const mail of hostileMails('counted', megabytes)) taken.push(await take(mail))
  })
  await expectAll(pool, [hostile], taken.length * 2)
  await expectAll(pool, [quiet], alone.mails + beside.mails)
  const bare = await readBare(stack, { folder, databaseUrl: await postgres.database('floor'), megabytes })
  return report(taken, { bare, alone: alone.p95, beside: beside.p95 })
}

function report(taken: readonly Taken[], besides: { bare: number[]; alone: number; beside: number }): Line[] {
  const { bare, alone, beside } = besides
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
  const slowest = taken.toSorted((a, b) => b.deliveredMs - a.deliveredMs)[0]
  const weighed = taken.filter(({ sizeMb }) => sizeMb >= weighedMb)
  const heaviest = weighed.toSorted((a, b) => b.growth - a.growth)[0]
  const accepted = taken.map(({ acceptedMs }) => acceptedMs)
  const list = (pick: (one: Taken, index: number) => string) => taken.map(pick).join(', ')
  return [
    limitLine(`delivered to event, slowest (${slowest?.name})`, (slowest?.deliveredMs ?? 0) / 1000, 's', 5),
    ...(heaviest ? [limitLine(`memory beyond rest (${heaviest.name})`, heaviest.growth, 'x its size', 4)] : []),
    ratioLine('accepted to event beside bare reading, all of them', ratioBetween([total(accepted)], [total(bare)]), 2),
    ratioLine('p95 of the mailbox beside it / alone', ratioBetween([beside], [alone]), 3),
    factLine('p95 ms of the mailbox beside it / alone', `${beside.toFixed(0)} / ${alone.toFixed(0)}`),
    factLine(
      'accepted to event / bare reading, ms',
      list(({ name, acceptedMs }, index) => `${name} ${acceptedMs.toFixed(0)} / ${(bare[index] ?? NaN).toFixed(0)}`),
      accepted,
    ),
    factLine(
      'size MB and memory beyond rest MB',
      list(({ name, sizeMb, growth }) => `${name} ${sizeMb.toFixed(1)} and ${(growth * sizeMb).toFixed(0)}`),
    ),
  ]
}

type Stage = { dovecot: Dovecot; desk: Desk; pool: pg.Pool; events: EventWatch; account: string }

/** Delivers one mail, waits until an agent hears of it, and weighs the desk meanwhile. */
function taker({ dovecot, desk, pool, events, account }: Stage): (mail: HostileMail) => Promise<Taken> {
  let taken = 0
  const heard = () => events.seen.filter((one) => one.accountId === account && one.type === 'message.received')
  return async ({ name, raw }) => {
    const sizeMb = raw.length / 1024 ** 2
    const before = residentMbOf(desk.pid).now
    forgetPeak(desk.pid)
    const delivered = nowMs()
    dovecot.deliverMany('hostile', [raw])
    taken += 1
    await untilVisible(pool, [account], taken, 60_000)
    await until(`${name} is announced`, async () => heard().length >= taken)
    const at = heard()[taken - 1]?.at ?? NaN
    const growth = (residentMbOf(desk.pid).peak - before) / sizeMb
    const { rows } = await pool.query<{ at: number }>(
      `select extract(epoch from max(accepted_at))::float8 * 1000 as at from ledger where account_id = $1`,
      [account],
    )
    return { name, sizeMb, deliveredMs: at - delivered, acceptedMs: at - (rows[0]?.at ?? NaN), growth }
  }
}

/** The same mails, parsed and sanitised and nothing else, in a process of their own. */
async function readBare(
  stack: AsyncDisposableStack,
  { folder, databaseUrl, megabytes }: { folder: string; databaseUrl: string; megabytes: number },
): Promise<number[]> {
  const { ask } = startFloor(stack, 'mail-floor.ts', [databaseUrl])
  const files = await Promise.all(
    hostileMails('bare', megabytes).map(async ({ raw }, index) => {
      const file = join(folder, `hostile${index}.eml`)
      await writeFile(file, raw)
      return file
    }),
  )
  await ask<ReadAnswer>({ kind: 'read', files })
  return (await ask<ReadAnswer>({ kind: 'read', files })).ms
}
