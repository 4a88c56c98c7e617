/** One mail into an idle mailbox: how much later than the raw server announcement an agent hears of it. */
import { ImapFlow } from 'imapflow'
import { setTimeout as delay } from 'node:timers/promises'
import { startDesk } from '../desk.ts'
import { watchEvents } from '../event-watch.ts'
import { percentile } from '../pairs.ts'
import { factLine, limitLine, type Line } from '../report.ts'
import { accountSettings, startMailServer, startPostgres, temporaryFolder } from '../stage.ts'
import { until } from '../until.ts'

export async function mailFreshness({ mails }: { mails: number }): Promise<Line[]> {
  await using stack = new AsyncDisposableStack()
  const dovecot = await startMailServer(stack, ['fresh'])
  const postgres = await startPostgres(stack)
  const desk = stack.use(
    await startDesk({ dataDir: await temporaryFolder(stack), databaseUrl: await postgres.database('desk') }),
  )
  const account = await desk.call<{ id: string }>('POST', '/accounts', {
    channel: 'email',
    name: 'fresh',
    settings: accountSettings(dovecot, 'fresh'),
  })
  await until('the account is connected', async () => {
    const { state } = await desk.call<{ state: { state: string } }>('GET', `/accounts/${account.id}/health`)
    return state.state === 'connected'
  })
  using events = await watchEvents(desk)
  const announced: number[] = []
  const raw = await rawWatcher(stack, dovecot, announced)
  const ours: number[] = []
  const extra: number[] = []
  for (let index = 0; index < mails; index++) {
    // Random moments, so that no round falls into step with the server's own rhythm.
    await delay(300 + Math.random() * 900)
    const subject = `fresh ${index}`
    const before = announced.length
    const delivered = performance.now()
    await dovecot.deliver(
      'fresh',
      `From: a@customer.test\r\nTo: fresh@desk.test\r\nSubject: ${subject}\r\nMessage-ID: <fresh.${index}@customer.test>\r\n\r\nHello\r\n`,
    )
    await until(
      `mail ${index} is announced twice`,
      async () => announced.length > before && events.seen.some((seen) => seen.subject === subject),
      { everyMs: 1 },
    )
    const at = events.seen.find((seen) => seen.subject === subject)?.at ?? NaN
    ours.push(at - delivered)
    extra.push(at - (announced[before] ?? NaN))
  }
  raw.close()
  return [
    limitLine('mail-freshness', 'event after the raw IDLE announcement, p50', percentile(extra, 0.5), 'ms', 60),
    limitLine('mail-freshness', 'event after the raw IDLE announcement, p95', percentile(extra, 0.95), 'ms', 200),
    factLine(
      'mail-freshness',
      'delivered to event, p50 / max',
      `${percentile(ours, 0.5).toFixed(0)} / ${Math.max(...ours).toFixed(0)} ms`,
    ),
  ]
}

type Mailbox = Awaited<ReturnType<typeof startMailServer>>

async function rawWatcher(stack: AsyncDisposableStack, dovecot: Mailbox, announced: number[]): Promise<ImapFlow> {
  const { user, password } = dovecot.account('fresh')
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: dovecot.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
    autoIdleDelay: 1,
  })
  await client.connect()
  stack.defer(() => client.close())
  await client.mailboxOpen('INBOX', { readOnly: true })
  client.on('exists', () => announced.push(performance.now()))
  return client
}
