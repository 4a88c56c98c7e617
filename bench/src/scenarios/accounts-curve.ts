/** From one mailbox to 500 in one listener: memory, idle CPU, time to connect, and how fresh mail stays, beside bare connections. */
import { setTimeout as delay } from 'node:timers/promises'
import { accountSettings } from '../accounts.ts'
import { nowMs } from '../clock.ts'
import { startCrew, type Crew } from '../crew.ts'
import { type EventWatch, watchEvents } from '../event-watch.ts'
import { type AskFloor, startFloor } from '../floor-process.ts'
import type { AccountsAnswer } from '../floor/accounts-floor.ts'
import type { PutMail } from '../floor/many-mailboxes.ts'
import { percentile, ratioBetween } from '../pairs.ts'
import { cpuSecondsOf, residentMbOf } from '../process-tree.ts'
import { factLine, limitLine, ratioLine, type Line } from '../report.ts'
import { shortMails } from '../steady.ts'
import { until } from '../until.ts'

export type AccountsOptions = { counts: readonly number[]; idleSeconds: number; fresh: number }
type Side = { connectMs: number; residentMb: number; idleShare: number }
/** `madeMs`: what making one account through the API takes, which the floor has no part in. */
type Point = { count: number; ours: Side; floor: Side; madeMs: number }

const atOnce = 8

export async function accountsCurve({ counts, idleSeconds, fresh }: AccountsOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const server = startFloor(stack, 'many-mailboxes.ts', [])
  const port = await server.ask<number>({ mailbox: 'none', raw: '' })
  await server.ask<PutMail>({ mailbox: 'none', raw: '' })
  const floor = startFloor(stack, 'accounts-floor.ts', [])
  const crew = await startCrew(stack)
  const points: Point[] = []
  for (const count of counts) {
    const names = Array.from({ length: count }, (_, n) => `many${n}`).slice(points.at(-1)?.count ?? 0)
    const { madeMs, connectMs } = await connect(crew, { names, port, count })
    const { connectMs: floorMs } = await floor.ask<AccountsAnswer>({ kind: 'connect', port, mailboxes: names })
    const [ours, bare] = await weigh([crew.listener.pid, floor.pid], idleSeconds)
    if (!ours || !bare) throw new Error('A side was not weighed.')
    points.push({ count, madeMs, ours: { ...ours, connectMs }, floor: { ...bare, connectMs: floorMs } })
  }
  using events = await watchEvents(crew.api)
  const most = counts.at(-1) ?? 0
  const late = await freshness({ events, server, floor }, spread(most, Math.min(fresh, most)))
  return report(points, late)
}

function report(points: readonly Point[], late: number[]): Line[] {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) throw new Error('There is no point on the curve.')
  const kilobytes = (side: 'ours' | 'floor') =>
    ((last[side].residentMb - first[side].residentMb) / (last.count - first.count)) * 1024
  const curve = (pick: (side: Side) => string) =>
    (['ours', 'floor'] as const).map((side) => points.map((point) => pick(point[side])).join(' ')).join(' / ')
  const counts = points.map(({ count }) => count).join(' ')
  return [
    ratioLine('memory an account beside bare', ratioBetween([kilobytes('ours')], [kilobytes('floor')]), 3),
    ratioLine(
      `time to connect up to ${last.count} beside bare`,
      ratioBetween([last.ours.connectMs], [last.floor.connectMs]),
      2,
    ),
    limitLine(`event after bare announcement, ${last.count} accounts, p95`, percentile(late, 0.95), 'ms', 250),
    factLine('kB an account, ours / bare', `${kilobytes('ours').toFixed(0)} / ${kilobytes('floor').toFixed(0)}`),
    factLine(
      `listener MB at ${counts} accounts, ours / bare`,
      curve(({ residentMb }) => residentMb.toFixed(0)),
    ),
    factLine(
      `seconds to connect up to ${counts}, ours / bare`,
      curve(({ connectMs }) => (connectMs / 1000).toFixed(1)),
    ),
    factLine(
      `idle CPU % at ${counts} accounts, ours / bare`,
      curve(({ idleShare }) => idleShare.toFixed(2)),
    ),
    factLine('ms to make an account through the API', points.map(({ madeMs }) => madeMs.toFixed(1)).join(' ')),
    factLine('event after bare announcement, p50 ms', percentile(late, 0.5).toFixed(0), late),
  ]
}

type Joining = { names: readonly string[]; port: number; count: number }

/**
 * The listener sleeps while accounts are made, and connects them all when it wakes: the floor begins with all its mailboxes as well.
 * Milliseconds for making one account, and from then on until all are connected.
 */
async function connect(
  { api, listener, pool }: Crew,
  { names, port, count }: Joining,
): Promise<{ madeMs: number; connectMs: number }> {
  listener.signal('SIGSTOP')
  const begun = performance.now()
  const waiting = [...names]
  const add = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const settings = accountSettings(name, { imapPort: port, smtpPort: port, user: name, password: 'any' })
      await api.call('POST', '/accounts', { channel: 'email', name, settings })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, add))
  const made = performance.now()
  listener.signal('SIGCONT')
  const connected = `select count(*)::int as count from channel_accounts where state = 'connected'`
  await until(`${count} accounts are connected`, async () => {
    const { rows } = await pool.query<{ count: number }>(connected)
    return (rows[0]?.count ?? 0) >= count
  })
  return { madeMs: (made - begun) / names.length, connectMs: performance.now() - made }
}

/** Both at once: what the machine does besides is felt by both. */
async function weigh(pids: readonly number[], seconds: number): Promise<Omit<Side, 'connectMs'>[]> {
  // What connecting left behind is collected before it counts as the cost of standing.
  await delay(2_000)
  const before = pids.map((pid) => cpuSecondsOf([pid]))
  await delay(seconds * 1000)
  return pids.map((pid, index) => ({
    residentMb: residentMbOf(pid).now,
    idleShare: ((cpuSecondsOf([pid]) - (before[index] ?? 0)) / seconds) * 100,
  }))
}

/** Places all over the row of accounts. */
function spread(count: number, picked: number): string[] {
  return Array.from({ length: picked }, (_, n) => `many${Math.floor((n * count) / picked)}`)
}

/** Milliseconds by which an agent hears later than a bare connection to the same mailbox. */
async function freshness(
  { events, server, floor }: { events: EventWatch; server: AskFloor; floor: AskFloor },
  mailboxes: readonly string[],
): Promise<number[]> {
  const source = shortMails('curve')
  const put: { subject: string; mailbox: string; at: number }[] = []
  for (const mailbox of mailboxes) {
    const { subject, raw } = source.next().value as { subject: string; raw: Buffer }
    put.push({ subject, mailbox, at: nowMs() })
    await server.ask<PutMail>({ mailbox, raw: raw.toString() })
    await delay(20)
  }
  await until('every mail is announced', async () => put.every(({ subject }) => events.firstOf(subject)), {
    limitMs: 120_000,
  })
  const { heard } = await floor.ask<AccountsAnswer>({ kind: 'heard' })
  return put.map(({ subject, mailbox }) => (events.firstOf(subject)?.at ?? NaN) - (heard[mailbox] ?? NaN))
}
