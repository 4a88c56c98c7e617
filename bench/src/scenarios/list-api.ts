/** The list an agent looks at all day, over a long history, beside the bare query over the same table. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startDesk } from '../desk.ts'
import { percentile, ratioOf, runPairs } from '../pairs.ts'
import { factLine, ratioLine, type Line } from '../report.ts'
import { seedConversations } from '../seed.ts'
import { startPostgres, temporaryFolder } from '../stage.ts'

type Figures = { p50: number; p95: number }
type Page = { items: { id: string }[]; nextCursor: string | null }

export async function listApi({
  conversations,
  pairs,
  requests,
}: {
  conversations: number
  pairs: number
  requests: number
}): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const postgres = await startPostgres(stack)
  const databaseUrl = await postgres.database('desk')
  const dataDir = await temporaryFolder(stack)
  const desk = stack.use(await startDesk({ dataDir, databaseUrl }))
  await seedConversations(databaseUrl, conversations)
  const floorUrl = await startFloor(stack, databaseUrl)
  const page = await desk.call<Page>('GET', '/conversations?status=open&limit=50')
  if (page.items.length !== 50) throw new Error(`The first page holds ${page.items.length} conversations.`)

  const ours = () =>
    timed(requests, async () => void (await desk.call<Page>('GET', '/conversations?status=open&limit=50')))
  const floor = () => timed(requests, async () => void (await (await fetch(floorUrl)).json()))
  await ours()
  await floor()
  const result = await runPairs(pairs, { ours, floor })
  const badges = await timed(requests, async () => void (await desk.call('GET', '/conversations/counts')))
  const middle = (figures: readonly Figures[]) =>
    percentile(
      figures.map(({ p50 }) => p50),
      0.5,
    ).toFixed(2)
  return [
    ratioLine(
      'list-api',
      `first page of 50, p50, ${conversations} stored`,
      ratioOf(result, ({ p50 }) => p50),
      3,
    ),
    ratioLine(
      'list-api',
      `first page of 50, p95, ${conversations} stored`,
      ratioOf(result, ({ p95 }) => p95),
      3,
    ),
    factLine('list-api', 'p50 ms, ours / floor', `${middle(result.ours)} / ${middle(result.floor)}`),
    factLine('list-api', 'badges p50 / p95 ms', `${badges.p50.toFixed(2)} / ${badges.p95.toFixed(2)}`),
  ]
}

async function timed(count: number, once_: () => Promise<void>): Promise<Figures> {
  const times: number[] = []
  for (let n = 0; n < count; n++) {
    const begun = performance.now()
    await once_()
    times.push(performance.now() - begun)
  }
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}

async function startFloor(stack: AsyncDisposableStack, databaseUrl: string): Promise<string> {
  const program = fileURLToPath(new URL('../floor/list-floor.ts', import.meta.url))
  const child = spawn(process.execPath, [program, databaseUrl], { stdio: ['ignore', 'pipe', 'inherit'] })
  stack.defer(async () => {
    const exited = once(child, 'exit')
    child.kill()
    await exited
  })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  return `http://127.0.0.1:${port.toString().trim()}/`
}
