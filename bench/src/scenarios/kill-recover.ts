/** Worker, api and Redis killed one after the other in the middle of a backlog: nothing lost, nothing doubled, little time. */
import { addMailbox, untilVisible, visibleOf } from '../accounts.ts'
import { mailsOf } from '../corpus.ts'
import { startCrew, type Crew } from '../crew.ts'
import { startDesk } from '../desk.ts'
import { startPart } from '../desk-process.ts'
import { ratioBetween, runInTurn, spreadOf } from '../pairs.ts'
import { factLine, noneLine, ratioLine, spreadText, type Line } from '../report.ts'
import { startMailServer } from '../stage.ts'

export type KillOptions = { mails: number; pairs: number }

/** Each is killed once so many of the mails are visible, and started again at once, as a supervisor does. */
const kills: readonly { at: number; of: string; kill(crew: Crew): Promise<void> }[] = [
  {
    at: 0.25,
    of: 'worker',
    async kill(crew) {
      await crew.workers[0]?.kill('SIGKILL')
      crew.workers[0] = await startPart('worker', crew.options)
    },
  },
  {
    at: 0.5,
    of: 'api',
    async kill(crew) {
      await crew.api.kill('SIGKILL')
      crew.api = await startDesk({ ...crew.options, roles: 'api' })
    },
  },
  {
    at: 0.75,
    of: 'Redis',
    async kill({ redis }) {
      await redis.kill9()
      await redis.start()
    },
  },
]

export async function killRecover({ mails, pairs }: KillOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const rounds = Array.from({ length: pairs }, (_, n) => [`calm${n}`, `killed${n}`]).flat()
  const dovecot = await startMailServer(stack, ['warm', ...rounds])
  for (const name of rounds) dovecot.deliverMany(name, mailsOf(name, mails))
  dovecot.deliverMany('warm', mailsOf('warm', 100))
  const crew = await startCrew(stack)
  const stood = new Map(kills.map(({ of }) => [of, [] as number[]]))
  let lost = 0
  let doubled = 0

  const drain = async (mailbox: string, count: number, disturb: typeof kills): Promise<number> => {
    const begun = performance.now()
    const account = await addMailbox(crew.api, dovecot, mailbox)
    for (const { at, of, kill } of disturb) {
      await untilVisible(crew.pool, [account], Math.floor(count * at))
      const killed = performance.now()
      await kill(crew)
      // What was under way at the kill may still become visible; a hundred more only come when work goes on.
      const { visible } = await visibleOf(crew.pool, [account])
      await untilVisible(crew.pool, [account], Math.min(count, visible + 100))
      stood.get(of)?.push((performance.now() - killed) / 1000)
    }
    await untilVisible(crew.pool, [account], count)
    const wallMs = performance.now() - begun
    const found = await visibleOf(crew.pool, [account])
    lost += count - found.distinct
    doubled += found.visible - found.distinct
    await crew.api.call('PATCH', `/accounts/${account}`, { enabled: false })
    return wallMs
  }
  await drain('warm', 100, [])
  const result = await runInTurn(pairs, {
    calm: (pair) => drain(`calm${pair}`, mails, []),
    killed: (pair) => drain(`killed${pair}`, mails, kills),
  })
  const seconds = (ms: readonly number[]) => spreadText(spreadOf(ms.map((one) => one / 1000)), ' s', 1)
  return [
    noneLine('mails lost', lost),
    noneLine('mails doubled', doubled),
    ratioLine(`until ${mails} mails are visible, three kills / none`, ratioBetween(result.killed, result.calm), 1.5),
    factLine(
      'from the kill to 100 mails more, worker / api / Redis',
      [...stood.values()].map((values) => spreadText(spreadOf(values), ' s', 1)).join(' / '),
    ),
    factLine('three kills / none', `${seconds(result.killed)} / ${seconds(result.calm)}`),
  ]
}
