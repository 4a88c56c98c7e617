/** One mailbox floods, or its server hangs: what the mailbox beside it feels. */
import { startFaultProxy } from '@cordboard/channel-testkit/peers/fault-proxy'
import pg from 'pg'
import { addMailbox, allConnected, expectAll, untilVisible } from '../accounts.ts'
import { mailsOf } from '../corpus.ts'
import { startDesk } from '../desk.ts'
import { watchEvents } from '../event-watch.ts'
import { ratioBetween, runInTurn, spreadOf } from '../pairs.ts'
import { quietWhile } from '../quiet-mailbox.ts'
import { factLine, ratioLine, spreadText, type Line } from '../report.ts'
import { startMailServer, startPostgres, startRedis, temporaryFolder } from '../stage.ts'

export type NeighbourOptions = { flood: number; quietSeconds: number; rounds: number }

/** Files written at once: a flood must not hold up the one who measures. */
const floodStep = 50

export async function noisyNeighbour({ flood, quietSeconds, rounds }: NeighbourOptions): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const dovecot = await startMailServer(stack, ['noisy', 'hanging', 'quiet'])
  const proxy = stack.use(await startFaultProxy({ targetPort: dovecot.imapPort }))
  const postgres = await startPostgres(stack)
  const redis = await startRedis(stack)
  const databaseUrl = await postgres.database('desk')
  const dataDir = await temporaryFolder(stack)
  const desk = stack.use(await startDesk({ dataDir, databaseUrl, redisUrl: redis.url }))
  const pool = stack.adopt(new pg.Pool({ connectionString: databaseUrl, max: 1 }), (open) => open.end())
  const noisy = await addMailbox(desk, dovecot, 'noisy')
  const hanging = await addMailbox(desk, dovecot, 'hanging', { imapPort: proxy.port })
  const quiet = await addMailbox(desk, dovecot, 'quiet')
  await allConnected(desk, 3)
  const events = stack.use(await watchEvents(desk))
  let quietMails = 0
  const p95While = async (run: string, meanwhile: () => Promise<unknown>): Promise<number> => {
    const { p95, mails } = await quietWhile({ dovecot, events, mailbox: 'quiet' }, run, meanwhile)
    quietMails += mails
    await expectAll(pool, [quiet], quietMails)
    return p95
  }
  const pause = () => new Promise((resolve) => setTimeout(resolve, quietSeconds * 1000))
  const alone = (round: number) => p95While(`alone${round}`, pause)
  const flooded = (round: number) =>
    p95While(`flooded${round}`, async () => {
      const mails = mailsOf(`flood${round}`, flood)
      for (let start = 0; start < mails.length; start += floodStep) {
        dovecot.deliverMany('noisy', mails.slice(start, start + floodStep))
        await new Promise((resolve) => setImmediate(resolve))
      }
      await untilVisible(pool, [noisy], flood * (round + 1))
    })
  const hung = (round: number) =>
    p95While(`hung${round}`, async () => {
      await proxy.set({ blackhole: true })
      dovecot.deliverMany('hanging', mailsOf(`hanging${round}`, 20))
      await pause()
      await proxy.set({})
    })
  await p95While('first', pause)
  const result = await runInTurn(rounds, { alone, flooded, hung })
  await expectAll(pool, [noisy], flood * rounds)
  // What was delivered while its server hung arrives when it answers again.
  await untilVisible(pool, [hanging], 20 * rounds)
  await expectAll(pool, [hanging], 20 * rounds)
  const text = (name: keyof typeof result) => spreadText(spreadOf(result[name]), '', 0)
  return [
    ratioLine(`p95 beside a flood of ${flood} mails / alone`, ratioBetween(result.flooded, result.alone), 3),
    ratioLine('p95 beside a server that hangs / alone', ratioBetween(result.hung, result.alone), 3),
    factLine(
      'delivered to event, p95 ms, alone / flood / hang',
      `${text('alone')} / ${text('flooded')} / ${text('hung')}`,
    ),
  ]
}
