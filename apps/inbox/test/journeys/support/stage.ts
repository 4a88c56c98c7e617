/** Everything a journey needs: a desk, a browser, and the mail servers of the company and its customers. */
import { startDovecot, type Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { startSmtpSink, type SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { until } from '@cordboard/channel-testkit/peers/until'
import type { Browser } from 'playwright-core'
import { createTestDatabase } from '../../support/postgres.ts'
import { launchBrowser, takeSeat, type Seat, type SeatOptions } from './browser.ts'
import { type Desk, type DeskOptions, startDesk } from './desk.ts'
import { supportAddress, writeMail } from './mail.ts'

export type CustomerMail = {
  /** What stands before the @ of the customer's address; a mailbox of that name is there only when `customers` lists it. */
  from: string
  name?: string
  subject: string
  text?: string
  html?: string
  messageId?: string
  inReplyTo?: string
  references?: string[]
  cc?: readonly string[]
  /** Fields above all others, as a server on the way adds them. */
  headers?: Record<string, string>
  attachments?: { filename: string; content: Buffer; contentType?: string; cid?: string }[]
  date?: Date
}

export interface Stage extends AsyncDisposable {
  desk: Desk
  browser: Browser
  dovecot: Dovecot
  sink: SmtpSink
  /** Delivered to the desk's mailbox when this resolves; on the screen a moment later. */
  customerWrites(mail: CustomerMail): Promise<void>
  sit(path: string, options?: SeatOptions): Promise<Seat>
}

export type StageOptions = DeskOptions & {
  customers?: readonly string[]
  /** `false`: a journey connects the mailbox itself. */
  connected?: boolean
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { customers = [], connected = true, ...deskOptions } = options
  await using opening = new AsyncDisposableStack()
  const dovecot = opening.use(await startDovecot({ accounts: ['support', ...customers] }))
  const sink = opening.use(
    await startSmtpSink({
      accounts: { support: dovecot.account('support').password },
      forward: { 'desk.test': dovecot, ...(customers.length > 0 && { 'customer.test': dovecot }) },
    }),
  )
  const database = 'databaseUrl' in deskOptions ? null : opening.use(await createTestDatabase())
  const [desk, browser] = await Promise.all([
    startDesk({ ...(database && { databaseUrl: database.url }), ...deskOptions }),
    launchBrowser(),
  ])
  opening.use(desk)
  opening.defer(() => browser.close())
  if (connected) await connectMailbox(desk, dovecot, sink)
  const opened = opening.move()
  return {
    desk,
    browser,
    dovecot,
    sink,
    async customerWrites({ from, name, cc = [], ...mail }) {
      const address = `${from}@customer.test`
      const raw = await writeMail({ ...mail, cc: [...cc], from: name === undefined ? address : { name, address } })
      await dovecot.deliver('support', raw)
    },
    sit: (path, seat) => takeSeat(browser, desk, path, seat),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** What an admin would type; certificates are vouched for by each server's own authority. */
export function mailboxSettings(dovecot: Dovecot, sink: SmtpSink): Record<string, unknown> {
  const { user, password } = dovecot.account('support')
  return {
    address: supportAddress,
    fromName: 'Acme Support',
    imap: { host: 'localhost', port: dovecot.imapsPort, security: 'tls', user, password, ca: dovecot.ca },
    smtp: { host: 'localhost', port: sink.port, security: 'starttls', user, password, ca: sink.ca },
  }
}

async function connectMailbox(desk: Desk, dovecot: Dovecot, sink: SmtpSink): Promise<void> {
  const settings = mailboxSettings(dovecot, sink)
  const { id } = await desk.call<{ id: string }>('POST', '/accounts', { channel: 'email', name: 'Support', settings })
  type Account = { state: { state: string; detail: string } }
  await until(
    'the mailbox is connected',
    async () => (await desk.call<Account>('GET', `/accounts/${id}`)).state.state === 'connected',
    20_000,
  )
}
