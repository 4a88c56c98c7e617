/** Opening conversations from 5 to 2,000 messages: the newest page, as the browser asks for it, beside the bare query. */
import { startSeeded } from '../desk.ts'
import { serveFloor } from '../floor-process.ts'
import { percentile, ratioBetween, ratioOf, runPairs } from '../pairs.ts'
import { factLine, ratioLine, type Line } from '../report.ts'
import { seedThreads } from '../seed.ts'
import { startPostgres, temporaryFolder } from '../stage.ts'
import { askFloor, latencyOf } from '../timed.ts'

const lengths = [5, 50, 500, 2_000]
/** What the browser asks for at once. */
const pageSize = 30

export type ThreadOptions = { perLength: number; pairs: number }
type Page = { items: { id: string }[] }
/** Milliseconds of each opening, by the conversation's length. */
type Round = Map<number, number[]>

export async function openThread({ perLength, pairs }: ThreadOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const postgres = await startPostgres(stack)
  const databaseUrl = await postgres.database('desk')
  // Lengths take turns, so that none of them has the warmer caches.
  const wanted = Array.from({ length: perLength }, () => lengths).flat()
  let ids: string[] = []
  const desk = await startSeeded(stack, { dataDir: await temporaryFolder(stack), databaseUrl }, async () => {
    ids = await seedThreads(postgres.superuser(databaseUrl), wanted)
  })
  const floorUrl = await serveFloor(stack, 'read-floor.ts', [databaseUrl])

  const round = async (open: (id: string) => Promise<{ items: unknown[] }>): Promise<Round> => {
    const times: Round = new Map(lengths.map((length) => [length, []]))
    for (const [index, id] of ids.entries()) {
      const length = wanted[index] ?? 0
      const begun = performance.now()
      const { items } = await open(id)
      times.get(length)?.push(performance.now() - begun)
      if (items.length !== Math.min(length, pageSize)) throw new Error(`A thread of ${length} shows ${items.length}.`)
    }
    return times
  }
  const ours = () =>
    round((id) => desk.call<Page>('GET', `/conversations/${id}/messages?from=latest&limit=${pageSize}`))
  const floor = () => round((id) => askFloor(`${floorUrl}/thread?id=${id}`))
  await ours()
  await floor()
  const result = await runPairs(pairs, { ours, floor })
  const all = (share: 'p50' | 'p95') => ratioOf(result, (times) => latencyOf([...times.values()].flat())[share])
  const middleOf = (length: number, side: 'ours' | 'floor') =>
    result[side].map((times) => percentile(times.get(length) ?? [], 0.5))
  const between = (long: number, short: number) => ratioBetween(middleOf(long, 'ours'), middleOf(short, 'ours'))
  return [
    ratioLine('newest page, p50', all('p50'), 3),
    ratioLine('newest page, p95', all('p95'), 3),
    ratioLine('2,000 messages beside 5, p50', between(2_000, 5), 1.5),
    ratioLine('2,000 messages beside 50, the same page, p50', between(2_000, 50), 1.5),
    factLine(
      'p50 ms of 5 / 50 / 500 / 2,000 messages',
      lengths.map((length) => percentile(middleOf(length, 'ours'), 0.5).toFixed(2)).join(' / '),
    ),
    factLine(
      'the floor, the same',
      lengths.map((length) => percentile(middleOf(length, 'floor'), 0.5).toFixed(2)).join(' / '),
    ),
  ]
}
