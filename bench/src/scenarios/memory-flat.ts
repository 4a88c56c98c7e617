/** Mail after mail through one worker: its memory in the second half beside the first. */
import { setInterval as every } from 'node:timers/promises'
import { addMailbox, expectAll, untilVisible } from '../accounts.ts'
import { mailsOf } from '../corpus.ts'
import { startCrew } from '../crew.ts'
import { ratioBetween, spreadOf } from '../pairs.ts'
import { residentMbOf } from '../process-tree.ts'
import { factLine, ratioLine, type Line } from '../report.ts'
import { startMailServer } from '../stage.ts'

export type MemoryOptions = { mails: number; accounts: number }
type Sample = { visible: number; worker: number; listener: number }

const sampleMs = 250

export async function memoryFlat({ mails, accounts }: MemoryOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const names = Array.from({ length: accounts }, (_, n) => `memory${n}`)
  const share = mails / accounts
  const dovecot = await startMailServer(stack, names)
  // Generated a mailbox at a time: the one who measures needs no memory for all of them.
  for (const name of names) dovecot.deliverMany(name, mailsOf(name, share))
  const crew = await startCrew(stack)
  const [worker] = crew.workers
  if (worker === undefined) throw new Error('There is no worker.')
  const ids: string[] = []
  for (const name of names) ids.push(await addMailbox(crew.api, dovecot, name))

  const samples: Sample[] = []
  const over = new AbortController()
  const sampling = sample()
  const begun = performance.now()
  await untilVisible(crew.pool, ids, mails, 1_100_000)
  const wallMs = performance.now() - begun
  over.abort()
  await sampling
  await expectAll(crew.pool, ids, mails)

  async function sample(): Promise<void> {
    try {
      for await (const _ of every(sampleMs, undefined, { signal: over.signal })) {
        const { rows } = await crew.pool.query<{ count: number }>('select count(*)::int as count from messages')
        samples.push({
          visible: rows[0]?.count ?? 0,
          worker: residentMbOf(worker?.pid ?? 0).now,
          listener: residentMbOf(crew.listener.pid).now,
        })
      }
    } catch (error) {
      if (!over.signal.aborted) throw error
    }
  }
  const half = (of: 'worker' | 'listener', which: 'first' | 'second') =>
    samples.filter(({ visible }) => visible < mails / 2 === (which === 'first')).map((one) => one[of])
  const growth = (of: 'worker' | 'listener') =>
    ratioBetween([spreadOf(half(of, 'second')).median], [spreadOf(half(of, 'first')).median])
  const megabytes = (of: 'worker' | 'listener') =>
    `${spreadOf(half(of, 'first')).median.toFixed(0)} / ${spreadOf(half(of, 'second')).median.toFixed(0)} MB`
  return [
    ratioLine(`worker’s memory, second half of ${mails} mails / first`, growth('worker'), 1.1),
    ratioLine(`listener’s memory, second half of ${mails} mails / first`, growth('listener'), 1.1),
    factLine(
      'worker, first half / second, median',
      megabytes('worker'),
      samples.map((one) => one.worker),
    ),
    factLine(
      'listener, first half / second, median',
      megabytes('listener'),
      samples.map((one) => one.listener),
    ),
    factLine('mails a second, all of them', ((mails / wallMs) * 1000).toFixed(1)),
  ]
}
