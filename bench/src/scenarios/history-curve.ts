/** The same work over a short history and over a long one: what grows with what is stored, and must not. */
import type { Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import pg from 'pg'
import { addMailbox, expectAll, untilVisible } from '../accounts.ts'
import { mailsOf } from '../corpus.ts'
import { startSeeded, type Desk } from '../desk.ts'
import { ratioBetween, runInTurn, spreadOf } from '../pairs.ts'
import { cpuSecondsOf } from '../process-tree.ts'
import { factLine, ratioLine, spreadText, type Line } from '../report.ts'
import { seedHistory } from '../seed.ts'
import { startMailServer, startPostgres, temporaryFolder, type Postgres } from '../stage.ts'
import { timed } from '../timed.ts'

export type HistoryOptions = { sizes: readonly number[]; rounds: number; requests: number; mails: number }

const works = ['first page', 'page 10 % deep', 'open thread', 'badges', 'ingest'] as const
type Work = (typeof works)[number]
/** Milliseconds: p50 of a request, CPU of a mail. */
type Figures = Record<Work, number>
type Page = { items: { id: string }[]; nextCursor: string | null }
type Stage = { desk: Desk; pool: pg.Pool; deepCursor: string; ids: string[] }

const openList = '/conversations?status=open'
/** As `seedHistory` makes it. */
const openShare = 0.3

export async function historyCurve({ sizes, rounds, requests, mails }: HistoryOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const boxes = sizes.flatMap((size) => Array.from({ length: rounds + 1 }, (_, n) => boxOf(size, n)))
  const dovecot = await startMailServer(stack, boxes)
  for (const box of boxes) dovecot.deliverMany(box, mailsOf(box, mails))
  const postgres = await startPostgres(stack)
  const stages = new Map<number, Stage>()
  for (const size of sizes) stages.set(size, await openStage(stack, postgres, size))

  const measure = (size: number) => async (round: number) => {
    const stage = stages.get(size)
    if (!stage) throw new Error(`There is no history of ${size}.`)
    return {
      ...(await readOnce(stage, requests)),
      ingest: await ingestOnce(stage, { dovecot, postgres, box: boxOf(size, round), mails }),
    }
  }
  // The first round of each desk pays for compiling and for cold caches, uncounted.
  for (const size of sizes) await measure(size)(rounds)
  const result = await runInTurn(rounds, Object.fromEntries(sizes.map((size) => [String(size), measure(size)])))
  const [least, most] = [String(sizes[0]), String(sizes.at(-1))]
  const of = (size: string, work: Work) => (result[size] ?? []).map((figures) => figures[work])
  return works.flatMap((work) => [
    ratioLine(`${work}, ${most} stored / ${least}`, ratioBetween(of(most, work), of(least, work)), 1.5),
    factLine(
      `${work}${work === 'ingest' ? ', CPU ms a mail' : ', p50 ms'} at ${sizes.join(' / ')}`,
      sizes.map((size) => spreadText(spreadOf(of(String(size), work)), '', 2)).join(' / '),
    ),
  ])
}

function boxOf(size: number, round: number): string {
  return `history${size}x${round}`
}

async function openStage(stack: AsyncDisposableStack, postgres: Postgres, size: number): Promise<Stage> {
  const url = await postgres.database(`desk${size}`)
  const desk = await startSeeded(stack, { dataDir: await temporaryFolder(stack), databaseUrl: url }, () =>
    seedHistory(postgres.superuser(url), { conversations: size }),
  )
  const pool = stack.adopt(new pg.Pool({ connectionString: url, max: 1 }), (open) => open.end())
  return { desk, pool, ...(await walkDown(desk, Math.floor(size * openShare * 0.1))) }
}

/** Turns pages as a client would, until so many conversations lie above. */
async function walkDown(desk: Desk, depth: number): Promise<Pick<Stage, 'deepCursor' | 'ids'>> {
  let page = await desk.call<Page>('GET', `${openList}&limit=200`)
  for (let passed = 200; passed < depth && page.nextCursor !== null; passed += 200)
    page = await desk.call<Page>('GET', `${openList}&limit=200&cursor=${page.nextCursor}`)
  // In a short history the first page leads everywhere.
  return { deepCursor: page.nextCursor ?? '', ids: page.items.map(({ id }) => id) }
}

async function readOnce({ desk, deepCursor, ids }: Stage, requests: number): Promise<Omit<Figures, 'ingest'>> {
  const p50 = async (path: (index: number) => string) =>
    (await timed(requests, (index) => desk.call('GET', path(index)))).p50
  const deep = await desk.call<Page>('GET', `${openList}&limit=50&cursor=${deepCursor}`)
  if (deep.items.length !== 50) throw new Error(`The deep page holds ${deep.items.length} conversations.`)
  return {
    'first page': await p50(() => `${openList}&limit=50`),
    'page 10 % deep': await p50(() => `${openList}&limit=50&cursor=${deepCursor}`),
    'open thread': await p50((index) => `/conversations/${ids[index % ids.length]}/messages?from=latest&limit=30`),
    badges: await p50(() => '/conversations/counts'),
  }
}

type Ingest = { dovecot: Dovecot; postgres: Postgres; box: string; mails: number }

/** CPU milliseconds a mail, of the desk and PostgreSQL. */
async function ingestOnce({ desk, pool }: Stage, { dovecot, postgres, box, mails }: Ingest): Promise<number> {
  const before = cpuSecondsOf([desk.pid, postgres.pid])
  const account = await addMailbox(desk, dovecot, box)
  await untilVisible(pool, [account], mails)
  const cpuMs = (cpuSecondsOf([desk.pid, postgres.pid]) - before) * 1000
  await expectAll(pool, [account], mails)
  await desk.call('PATCH', `/accounts/${account}`, { enabled: false })
  return cpuMs / mails
}
