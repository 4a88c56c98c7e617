/** One mailbox with its customers, its agent and its desk. */
import { randomUUID } from 'node:crypto'
import type { Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import type { OauthProvider } from '@cordboard/channel-testkit/peers/oauth-provider'
import type { SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import type { Taken } from './checker.ts'
import { callDesk } from './desk-api.ts'
import { DeskLine, type DeskLineOptions } from './desk-line.ts'
import type { DeskProcess } from './desk-process.ts'
import { writeMail } from './truth.ts'

export type LineOptions = DeskLineOptions & {
  /** An account of the Dovecot that no other line uses. */
  account: string
  dovecot: Dovecot
  /** Ports at which the desk is told to find the servers, where they are not the servers' own. */
  imapPort?: number
  smtpPort?: number
  sink: SmtpSink
  /** How it signs in to send; nobody does, if left out. */
  smtp?: { security: 'starttls'; ca: string; user: string; password: string }
  /** Both servers want this provider's tokens. */
  oauth?: OauthProvider
}

/** `sent`: when the mail of that number was written and arrived; now, if left out. */
type Writing = { bytes?: number; sent?: (index: number) => Date }

export class Line extends DeskLine<LineOptions> {
  readonly address: string

  constructor(options: LineOptions) {
    super(options)
    this.address = `${options.account}@desk.test`
  }

  /** Connects the mailbox, and resolves when the desk follows it. */
  async connect(url: string): Promise<void> {
    const account = { channel: 'email', name: this.options.account, settings: this.settings() }
    await callDesk(url, 'POST', '/accounts', account)
    await this.untilAccount(url, ({ state }) => state === 'connected')
  }

  /** As an admin types them. */
  settings(): object {
    const { dovecot, sink, account, smtp, imapPort = dovecot.imapPort, smtpPort = sink.port } = this.options
    const { oauth } = this.options
    if (oauth) {
      const server = { host: '127.0.0.1', security: 'starttls', signIn: 'oauth', user: account }
      return {
        address: this.address,
        imap: { ...server, port: imapPort, ca: dovecot.ca },
        smtp: { ...server, port: smtpPort, ca: sink.ca },
        oauth: oauth.settings(oauth.tokens()),
      }
    }
    const server = { host: '127.0.0.1', security: 'none', user: '', password: '' }
    return {
      address: this.address,
      imap: { ...server, ...dovecot.account(account), port: imapPort },
      smtp: { ...server, ...smtp, port: smtpPort },
    }
  }

  /** A first desk with a connected mailbox and conversations; it runs. */
  async begin(): Promise<DeskProcess> {
    const desk = await (await this.start()).ready()
    await this.connect(desk.url)
    this.customersWrite(4)
    await this.atRest(desk.url)
    return desk
  }

  /** So many customers write at once, whether the desk is there or not; the first has written before. */
  customersWrite(count: number, { bytes = 0, sent = () => new Date() }: Writing = {}): void {
    const mails = Array.from({ length: count }, (_, index) => {
      const before = index === 0 ? this.truth.mails[0]?.customer : undefined
      const customer = before ?? `c-${randomUUID().slice(0, 8)}@customer.test`
      return writeMail({ customer, to: this.address, bytes, date: sent(index) })
    })
    this.options.dovecot.deliverMany(
      this.options.account,
      mails.map(({ raw }) => raw),
      mails.map((_, index) => sent(index)),
    )
    this.truth.mails.push(...mails)
  }

  taken(): Taken[] {
    const own = this.options.sink.received.filter(({ envelope }) => envelope.from === this.address)
    return own.map(({ raw, envelope, acknowledged }) => ({
      words: raw.toString('latin1'),
      to: envelope.to.join(),
      acknowledged,
    }))
  }
}
