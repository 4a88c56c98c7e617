/** A second worker process beside the first: how much faster mail that is already accepted becomes visible. */
import { addMailbox, expectAll, untilVisible } from '../accounts.ts'
import { mailsOf } from '../corpus.ts'
import { startCrew, type Crew } from '../crew.ts'
import { startPart } from '../desk-process.ts'
import { ratioBetween, runInTurn, spreadOf } from '../pairs.ts'
import { factLine, gainLine, spreadText, type Line } from '../report.ts'
import { startMailServer } from '../stage.ts'
import { until } from '../until.ts'

export type WorkerOptions = { mails: number; pairs: number }

const mailboxes = 6
const warmMails = 20

export async function secondWorker({ mails, pairs }: WorkerOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const rounds = Array.from({ length: pairs }, (_, n) => [`one${n}`, `two${n}`]).flat()
  const boxesOf = (round: string) => Array.from({ length: mailboxes }, (_, n) => `${round}x${n}`)
  const share = Math.floor(mails / mailboxes)
  const boxes = rounds.flatMap((round) => [...boxesOf(round), ...boxesOf(`${round}warm`)])
  const dovecot = await startMailServer(stack, boxes)
  for (const round of rounds) {
    for (const name of boxesOf(round)) dovecot.deliverMany(name, mailsOf(name, share))
    for (const name of boxesOf(`${round}warm`)) dovecot.deliverMany(name, mailsOf(name, warmMails))
  }
  const crew = await startCrew(stack)

  const connect = async (round: string) => {
    const ids: string[] = []
    for (const name of boxesOf(round)) ids.push(await addMailbox(crew.api, dovecot, name))
    return ids
  }
  const disconnect = async (ids: readonly string[]) => {
    for (const id of ids) await crew.api.call('PATCH', `/accounts/${id}`, { enabled: false })
  }
  /** Mails a second by so many workers: they are paused until the listener has taken everything in. */
  const drain = async (count: number, round: string): Promise<number> => {
    await employ(crew, count)
    const warm = await connect(`${round}warm`)
    await untilVisible(crew.pool, warm, warmMails * mailboxes)
    await disconnect(warm)
    for (const worker of crew.workers) worker.signal('SIGSTOP')
    const ids = await connect(round)
    await until('everything is accepted', async () => (await acceptedOf(crew, ids)) >= share * mailboxes)
    const begun = performance.now()
    for (const worker of crew.workers) worker.signal('SIGCONT')
    await untilVisible(crew.pool, ids, share * mailboxes)
    const seconds = (performance.now() - begun) / 1000
    await expectAll(crew.pool, ids, share * mailboxes)
    await disconnect(ids)
    return (share * mailboxes) / seconds
  }
  const result = await runInTurn(pairs, {
    one: (pair) => drain(1, `one${pair}`),
    two: (pair) => drain(2, `two${pair}`),
  })
  const text = (rates: readonly number[]) => spreadText(spreadOf(rates), '', 1)
  return [
    gainLine('mails a second, two workers / one', ratioBetween(result.two, result.one), 1.1),
    factLine('mails a second, two workers / one', `${text(result.two)} / ${text(result.one)}`),
  ]
}

async function employ(crew: Crew, count: number): Promise<void> {
  while (crew.workers.length > count) await crew.workers.pop()?.kill('SIGTERM')
  while (crew.workers.length < count) crew.workers.push(await startPart('worker', crew.options))
}

async function acceptedOf({ pool }: Crew, accountIds: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from ledger where account_id = any($1::bigint[])',
    [accountIds],
  )
  return rows[0]?.count ?? 0
}
