/** Mixed mail at an even pace into a followed mailbox: from the moment its bytes are accepted to the agent's event stream. */
import pg from 'pg'
import { addMailbox, allConnected, expectAll } from '../accounts.ts'
import { nowMs } from '../clock.ts'
import { mailNumber, subjectOf } from '../corpus.ts'
import { startDesk } from '../desk.ts'
import { readFrames, watchEvents } from '../event-watch.ts'
import { startFloor } from '../floor-process.ts'
import type { FollowAnswer } from '../floor/mail-floor.ts'
import type { Announcement } from '../floor/mail-pipeline.ts'
import { type Paired, percentile, ratioOf, runPairs, spreadOf } from '../pairs.ts'
import { factLine, ratioLine, spreadText, type Line } from '../report.ts'
import { startMailServer, startPostgres, startRedis, temporaryFolder } from '../stage.ts'
import { deliverSteadily } from '../steady.ts'
import { latencyOf, type Latency } from '../timed.ts'
import { until } from '../until.ts'

export type LatencyOptions = { pairs: number; seconds: number; perSecond: number }
/** Milliseconds from accepted, and from delivered to the mail server, which takes half a second to announce. */
type Figures = { accepted: Latency; delivered: Latency }

export async function inboundLatency({ pairs, seconds, perSecond }: LatencyOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const dovecot = await startMailServer(stack, ['ours', 'floor'])
  const postgres = await startPostgres(stack)
  const redis = await startRedis(stack)
  const databaseUrl = await postgres.database('desk')
  const dataDir = await temporaryFolder(stack)
  const desk = stack.use(await startDesk({ dataDir, databaseUrl, redisUrl: redis.url }))
  const pool = stack.adopt(new pg.Pool({ connectionString: databaseUrl, max: 1 }), (open) => open.end())
  const account = await addMailbox(desk, dovecot, 'ours')
  await allConnected(desk, 1)
  const oursSeen = stack.use(await watchEvents(desk))
  const floorSeen = await followFloor(stack, {
    databases: [await postgres.database('floor'), redis.url],
    mailbox: { imapPort: dovecot.imapPort, ...dovecot.account('floor') },
  })
  const count = seconds * perSecond
  const deliver = (mailbox: string, pair: number) =>
    deliverSteadily(dovecot, mailbox, { mails: batch(`${mailbox}${pair}`, count), everyMs: 1_000 / perSecond })
  let total = 0

  async function ours(pair: number): Promise<Figures> {
    const delivered = await deliver('ours', pair)
    const subjects = [...delivered.keys()]
    await until('every mail was announced', async () => subjects.every((subject) => oursSeen.firstOf(subject)))
    total += count
    await expectAll(pool, [account], total)
    const accepted = await acceptedAt(pool, subjects)
    return figuresOf(subjects, { at: (subject) => oursSeen.firstOf(subject)?.at, accepted, delivered })
  }

  async function floor(pair: number): Promise<Figures> {
    const delivered = await deliver('floor', pair)
    const subjects = [...delivered.keys()]
    await until('every mail was announced', async () => subjects.every((subject) => floorSeen.has(subject)))
    const accepted = new Map(subjects.map((subject) => [subject, floorSeen.get(subject)?.acceptedAt ?? NaN]))
    return figuresOf(subjects, { at: (subject) => floorSeen.get(subject)?.at, accepted, delivered })
  }

  await ours(pairs)
  await floor(pairs)
  return report(await runPairs(pairs, { ours, floor }), perSecond)
}

function report(result: Paired<Figures>, perSecond: number): Line[] {
  const text = (pick: (figures: Figures) => number) =>
    (['ours', 'floor'] as const).map((side) => spreadText(spreadOf(result[side].map(pick)), '', 1)).join(' / ')
  const [p50, p95] = [({ accepted }: Figures) => accepted.p50, ({ accepted }: Figures) => accepted.p95]
  return [
    ratioLine(`accepted to event at ${perSecond} mails a second, p50`, ratioOf(result, p50), 3),
    ratioLine(`accepted to event at ${perSecond} mails a second, p95`, ratioOf(result, p95), 3),
    factLine('accepted to event, p50 ms, ours / floor', text(p50)),
    factLine('accepted to event, p95 ms, ours / floor', text(p95)),
    factLine(
      'delivered to event, p95 ms, ours / floor',
      text(({ delivered }) => delivered.p95),
    ),
  ]
}

/** The corpus, each mail with a subject that occurs once. */
function* batch(run: string, count: number): Generator<{ subject: string; raw: Buffer }> {
  for (let index = 0; index < count; index++) {
    const raw = mailNumber(index, run)
    yield { subject: subjectOf(index, run), raw }
  }
}

type Seen = Announcement & { at: number }

async function followFloor(
  stack: AsyncDisposableStack,
  { databases, mailbox }: { databases: string[]; mailbox: object },
): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>()
  const { ask } = startFloor(stack, 'mail-floor.ts', databases)
  const { url } = await ask<FollowAnswer>({ kind: 'follow', ...mailbox })
  const stop = new AbortController()
  stack.defer(() => stop.abort())
  const { body } = await fetch(url, { signal: stop.signal })
  if (body === null) throw new Error('The floor announces nothing.')
  readFrames(body, (data) => {
    const announced = JSON.parse(data) as Announcement
    seen.set(announced.subject, { ...announced, at: nowMs() })
  }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return seen
}

async function acceptedAt(pool: pg.Pool, subjects: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ subject: string; at: number }>(
    `select m.subject, extract(epoch from l.accepted_at)::float8 * 1000 as at
     from messages m join ledger l on l.id = m.ledger_id where m.subject = any($1)`,
    [subjects],
  )
  return new Map(rows.map(({ subject, at }) => [subject, at]))
}

type Moments = {
  at(subject: string): number | undefined
  accepted: Map<string, number>
  delivered: Map<string, number>
}

function figuresOf(subjects: readonly string[], { at, accepted, delivered }: Moments): Figures {
  const since = (begun: Map<string, number>) =>
    latencyOf(subjects.map((subject) => (at(subject) ?? NaN) - (begun.get(subject) ?? NaN)))
  const figures = { accepted: since(accepted), delivered: since(delivered) }
  if (Number.isNaN(percentile([figures.accepted.p50, figures.delivered.p50], 1)))
    throw new Error('A mail has no time at which it was accepted.')
  return figures
}
