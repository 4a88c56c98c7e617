/** A mail provider for one mailbox: IMAP (in memory or a real Dovecot) and a real SMTP server, both behind fault proxies. */
import type {
  Customer,
  CustomerMessage,
  DeliveredReply,
  FakeProvider,
  Refusal,
} from '@cordboard/channel-testkit/fake-provider'
import { startDovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { startFaultProxy, type FaultProxy } from '@cordboard/channel-testkit/peers/fault-proxy'
import type { SmtpBehaviour } from '@cordboard/channel-testkit/peers/smtp-behaviour'
import { startSmtpSink, type ReceivedMail, type SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { simpleParser } from 'mailparser'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { EmailSettings } from '../src/settings.ts'
import { FakeImap } from './fake-imap.ts'

/** What holds the mailbox. */
interface MailboxServer extends AsyncDisposable {
  port: number
  security: 'tls' | 'starttls'
  ca: string
  user: string
  password: string
  put(raw: Buffer): Promise<void>
}

const domain = 'desk.test'
const address = `support@${domain}`

const refusals: Record<Refusal, SmtpBehaviour> = {
  transient: { do: 'refuse', at: 'rcpt', code: 451, text: '4.7.1 Greylisted, try again later' },
  rate_limited: { do: 'refuse', at: 'mail', code: 450, text: '4.7.28 Too much mail' },
  permanent: { do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 No such mailbox' },
  needs_reauth: { do: 'auth', code: 535, text: '5.7.8 Credentials refused' },
}

/** Runs without any program installed. */
export async function startFakeProvider(): Promise<EmailProvider> {
  const imap = await FakeImap.start()
  const { port, ca, user, password } = imap
  const put = async (raw: Buffer) => void imap.put(raw)
  const stop = async () => imap[Symbol.asyncDispose]()
  return EmailProvider.start({ port, security: 'tls', ca, user, password, put, [Symbol.asyncDispose]: stop })
}

export async function startDovecotProvider(): Promise<EmailProvider> {
  const dovecot = await startDovecot({ accounts: [address] })
  const { imapPort: port, ca } = dovecot
  const put = async (raw: Buffer) => dovecot.deliver(address, raw)
  const stop = async () => dovecot[Symbol.asyncDispose]()
  return EmailProvider.start({
    port,
    security: 'starttls',
    ca,
    ...dovecot.account(address),
    put,
    [Symbol.asyncDispose]: stop,
  })
}

export class EmailProvider implements FakeProvider<EmailSettings> {
  readonly customers: readonly Customer[] = Array.from({ length: 10 }, (_, index) => ({
    key: `customer${index}@outside.test`,
    displayName: `Customer Ünö ${index}`,
  }))
  readonly #mailbox: MailboxServer
  readonly #smtp: SmtpSink
  readonly #smtpPassword: string
  readonly #wrongPassword = `wrong-${crypto.randomUUID()}`
  readonly #imapProxy: FaultProxy
  readonly #smtpProxy: FaultProxy

  private constructor(parts: {
    mailbox: MailboxServer
    smtp: SmtpSink
    smtpPassword: string
    imapProxy: FaultProxy
    smtpProxy: FaultProxy
  }) {
    this.#mailbox = parts.mailbox
    this.#smtp = parts.smtp
    this.#smtpPassword = parts.smtpPassword
    this.#imapProxy = parts.imapProxy
    this.#smtpProxy = parts.smtpProxy
  }

  static async start(mailbox: MailboxServer): Promise<EmailProvider> {
    const smtpPassword = `smtp-${crypto.randomUUID()}`
    const ownMailbox = { deliver: async (_: string, raw: Uint8Array) => mailbox.put(Buffer.from(raw)) }
    const smtp = await startSmtpSink({ accounts: { [address]: smtpPassword }, forward: { [domain]: ownMailbox } })
    const imapProxy = await startFaultProxy({ targetPort: mailbox.port })
    const smtpProxy = await startFaultProxy({ targetPort: smtp.port })
    return new EmailProvider({ mailbox, smtp, smtpPassword, imapProxy, smtpProxy })
  }

  settings(): EmailSettings {
    const { security, user, password, ca } = this.#mailbox
    const host = '127.0.0.1'
    return {
      address,
      fromName: 'Desk',
      imap: { host, port: this.#imapProxy.port, security, user, password, ca },
      smtp: {
        host,
        port: this.#smtpProxy.port,
        security: 'starttls',
        user: address,
        password: this.#smtpPassword,
        ca: this.#smtp.ca,
      },
      folders: ['INBOX'],
    }
  }

  wrongCredentials(): EmailSettings {
    const { imap, smtp, ...rest } = this.settings()
    return {
      ...rest,
      imap: { ...imap, password: this.#wrongPassword },
      smtp: { ...smtp, password: this.#wrongPassword },
    }
  }

  secrets(): readonly string[] {
    return [this.#mailbox.password, this.#smtpPassword, this.#wrongPassword]
  }

  async customerSends(message: CustomerMessage): Promise<void> {
    const [{ key, displayName } = { key: '', displayName: null }] = this.customers
    await this.#mailbox.put(await compose({ name: displayName ?? '', address: key }, address, message))
  }

  async ownMessageAppears(message: CustomerMessage): Promise<void> {
    await this.#mailbox.put(await compose({ name: 'Desk', address }, this.customers[0]?.key ?? '', message))
  }

  async delivered(): Promise<readonly DeliveredReply[]> {
    const toOthers = this.#smtp.received.filter(({ envelope }) =>
      envelope.to.some((recipient) => recipient !== address),
    )
    return Promise.all(toOthers.map(asDelivered))
  }

  connections(): number {
    return this.#imapProxy.connections() + this.#smtpProxy.connections()
  }

  async refuse(kind: Refusal): Promise<void> {
    this.#smtp.script(refusals[kind])
  }

  async refuseRecipients(keys: readonly string[]): Promise<void> {
    this.#smtp.script({ do: 'refuse_some', recipients: keys, code: 550, text: '5.1.1 No such mailbox' })
  }

  async goSilentAfterTaking(): Promise<void> {
    this.#smtp.script({ do: 'silence', kept: true })
  }

  async cutAfterTaking(): Promise<void> {
    this.#smtp.script({ do: 'cut', at: 'after_dot', kept: true })
  }

  async cutLinks(): Promise<void> {
    await Promise.all([this.#imapProxy.set({ reset: true }), this.#smtpProxy.set({ reset: true })])
    await this.up()
  }

  async down(): Promise<void> {
    await Promise.all([this.#imapProxy.set({ refuse: true }), this.#smtpProxy.set({ refuse: true })])
  }

  async up(): Promise<void> {
    await Promise.all([this.#imapProxy.set({}), this.#smtpProxy.set({})])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#imapProxy[Symbol.asyncDispose]()
    await this.#smtpProxy[Symbol.asyncDispose]()
    await this.#smtp[Symbol.asyncDispose]()
    await this.#mailbox[Symbol.asyncDispose]()
  }
}

async function compose(
  from: { name: string; address: string },
  to: string,
  { text, html, files = [] }: CustomerMessage,
): Promise<Buffer> {
  const attachments = files.map(({ fileName, mediaType, bytes }) => ({
    filename: fileName,
    contentType: mediaType,
    content: Buffer.from(bytes),
  }))
  return new MailComposer({ from, to, subject: 'A question 问题', text, html, attachments }).compile().build()
}

async function asDelivered({ envelope, raw }: ReceivedMail): Promise<DeliveredReply> {
  const mail = await simpleParser(raw)
  const headers = mail.headerLines.map(({ line }) => line).join('\n')
  return {
    recipients: envelope.to,
    visible: [headers, mail.text ?? '', mail.html || ''].join('\n'),
    files: mail.attachments.map(({ filename = '', content }) => ({ fileName: filename, bytes: content })),
    externalId: mail.messageId ?? null,
  }
}
