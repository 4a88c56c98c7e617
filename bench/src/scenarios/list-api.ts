/** The list an agent looks at all day, over a long history, beside the bare query over the same table. */
import { startSeeded } from '../desk.ts'
import { serveFloor } from '../floor-process.ts'
import { ratioOf, runPairs, spreadOf } from '../pairs.ts'
import { factLine, ratioLine, spreadText, type Line } from '../report.ts'
import { seedHistory } from '../seed.ts'
import { startPostgres, temporaryFolder } from '../stage.ts'
import { askFloor, timed } from '../timed.ts'

export type ListOptions = { conversations: number; pairs: number; requests: number }
type Page = { items: { id: string }[]; nextCursor: string | null }

const firstPage = '/conversations?status=open&limit=50'

export async function listApi({ conversations, pairs, requests }: ListOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const postgres = await startPostgres(stack)
  const databaseUrl = await postgres.database('desk')
  const desk = await startSeeded(stack, { dataDir: await temporaryFolder(stack), databaseUrl }, () =>
    seedHistory(postgres.superuser(databaseUrl), { conversations }),
  )
  const floorUrl = await serveFloor(stack, 'read-floor.ts', [databaseUrl])
  const page = await desk.call<Page>('GET', firstPage)
  if (page.items.length !== 50) throw new Error(`The first page holds ${page.items.length} conversations.`)

  const ours = () => timed(requests, () => desk.call<Page>('GET', firstPage))
  const floor = () => timed(requests, () => askFloor(`${floorUrl}/list`))
  await ours()
  await floor()
  const result = await runPairs(pairs, { ours, floor })
  const badges = await timed(requests, () => desk.call('GET', '/conversations/counts'))
  const text = (side: 'ours' | 'floor') => spreadText(spreadOf(result[side].map(({ p50 }) => p50)), '', 2)
  return [
    ratioLine(
      `first page of 50, p50, ${conversations} stored`,
      ratioOf(result, ({ p50 }) => p50),
      3,
    ),
    ratioLine(
      `first page of 50, p95, ${conversations} stored`,
      ratioOf(result, ({ p95 }) => p95),
      3,
    ),
    factLine('p50 ms, ours / floor', `${text('ours')} / ${text('floor')}`),
    factLine('badges p50 / p95 ms', `${badges.p50.toFixed(2)} / ${badges.p95.toFixed(2)}`),
  ]
}
