/** An IMAP server with one account in memory: enough of RFC 3501 and IDLE for this channel, and faults real servers have. */
import { selfSignedCertificate } from '@cordboard/channel-testkit/peers/certificate'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:tls'
import { FakeImapSession } from './fake-imap-session.ts'

/** What fetching one mail leads to: the server ends the connection, gives no bytes, or says NIL where none are left. */
export type MailFault = 'hangs_up' | 'withheld' | 'nil_at_end'

export type FakeMail = { uid: number; raw: Buffer; receivedAt: Date; visible: boolean }

export class FakeImap implements AsyncDisposable {
  readonly user = 'support'
  readonly password = `imap-${crypto.randomUUID()}`
  /** PEM. */
  readonly ca: string
  /** `0` stands for a server that gives none. */
  uidValidity = 1_700_000_000
  readonly #mails: FakeMail[] = []
  readonly #sessions = new Set<FakeImapSession>()
  readonly #server: Server
  readonly #answers = new Map<string, string[]>()
  readonly #faults = new Map<number, MailFault>()

  private constructor() {
    const { key, cert } = selfSignedCertificate()
    this.ca = cert
    this.#server = createServer({ key, cert }, (socket) => {
      const session = new FakeImapSession(socket, this)
      this.#sessions.add(session)
      socket.on('close', () => this.#sessions.delete(session))
    })
  }

  /** Listens on 127.0.0.1, TLS from the first byte. */
  static async start(): Promise<FakeImap> {
    const imap = new FakeImap()
    await once(imap.#server.listen(0, '127.0.0.1'), 'listening')
    return imap
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get uidNext(): number {
    return (this.#mails.at(-1)?.uid ?? 0) + 1
  }

  /** In order of UID, which is their numbering. */
  visible(): FakeMail[] {
    return this.#mails.filter(({ visible }) => visible)
  }

  /** Stores a mail and announces it; an invisible one takes its UID all the same, as when a slow delivery is under way. */
  put(raw: Uint8Array | string, { visible = true, receivedAt = new Date() }: Partial<FakeMail> = {}): number {
    const uid = this.uidNext
    this.#mails.push({ uid, raw: Buffer.from(raw), receivedAt, visible })
    if (visible) this.#announce()
    return uid
  }

  show(uid: number): void {
    for (const mail of this.#mails) if (mail.uid === uid) mail.visible = true
    this.#announce()
  }

  remove(uid: number): void {
    const index = this.#mails.findIndex((mail) => mail.uid === uid)
    if (index !== -1) this.#mails.splice(index, 1)
  }

  /** Every mail gets a new number from 1 on under another UIDVALIDITY; open sessions are ended, as servers do. */
  renumber(uidValidity = this.uidValidity + 1): void {
    this.uidValidity = uidValidity
    for (const [index, mail] of this.#mails.entries()) mail.uid = index + 1
    this.hangUp()
  }

  /** The next command of this name is answered so instead, such as `NO [LIMIT] Too many connections`. */
  answerNext(command: string, answer: string): void {
    this.#answers.set(command, [...(this.#answers.get(command) ?? []), answer])
  }

  takeAnswer(command: string): string | undefined {
    return this.#answers.get(command)?.shift()
  }

  /** From now on; `null` mends the mail. */
  damage(uid: number, fault: MailFault | null): void {
    if (fault === null) this.#faults.delete(uid)
    else this.#faults.set(uid, fault)
  }

  faultOf(uid: number): MailFault | undefined {
    return this.#faults.get(uid)
  }

  hangUp(): void {
    for (const session of this.#sessions) session.end()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp()
    await once(this.#server.close(), 'close')
  }

  #announce(): void {
    for (const session of this.#sessions) session.announce()
  }
}
