/** An IMAP server with one account in memory: enough of RFC 3501 and IDLE for this channel, and faults real servers have. */
import { selfSignedCertificate } from '@cordboard/certificate/self-signed'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:tls'
import { FakeFolder, type FakeMail } from './fake-folder.ts'
import { FakeImapSession } from './fake-imap-session.ts'

/** What fetching one mail leads to: the server ends the connection, gives no bytes, or says NIL where none are left. */
export type MailFault = 'hangs_up' | 'withheld' | 'nil_at_end'

export class FakeImap implements AsyncDisposable {
  readonly user = 'support'
  /** Set: XOAUTH2 is offered, and this says whether a person may read with an access token. */
  acceptsToken: ((user: string, accessToken: string) => boolean) | null = null
  readonly password = `imap-${crypto.randomUUID()}`
  /** PEM. */
  readonly ca: string
  /** What it says it can do, after `IMAP4rev1`. */
  capabilities: readonly string[] = ['IDLE']
  readonly folders: FakeFolder[] = [
    new FakeFolder('INBOX', 1_700_000_000),
    new FakeFolder('Sent', 1_700_000_001, '\\Sent'),
  ]
  /** Every command there was, by its name. */
  readonly commands: string[] = []
  #nextUidValidity = 1_700_000_002
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

  get uidValidity(): number {
    return this.folder().uidValidity
  }

  set uidValidity(value: number) {
    this.folder().uidValidity = value
  }

  get connections(): number {
    return this.#sessions.size
  }

  folder(name = 'INBOX'): FakeFolder {
    const folder = this.folders.find((one) => one.name === name)
    if (!folder) throw new Error(`The fake server has no folder ${name}.`)
    return folder
  }

  addFolder(name: string, specialUse: string | null = null): FakeFolder {
    const folder = new FakeFolder(name, this.#nextUidValidity++, specialUse)
    this.folders.push(folder)
    return folder
  }

  /** Sessions that have it open are ended, as servers do. */
  dropFolder(name: string): void {
    this.folders.splice(this.folders.indexOf(this.folder(name)), 1)
    this.hangUp()
  }

  /** Stores a mail and announces it; an invisible one takes its UID all the same, as when a slow delivery is under way. */
  put(raw: Uint8Array | string, mail: Partial<FakeMail> = {}, folder = this.folder()): number {
    const uid = folder.put(raw, mail)
    if (mail.visible !== false) this.#announce()
    return uid
  }

  show(uid: number): void {
    this.folder().show(uid)
    this.#announce()
  }

  /** Deletes a mail; sessions are told of it. */
  remove(uid: number, folder = this.folder()): FakeMail | null {
    const removed = folder.remove(uid)
    if (removed && removed.sequence > 0)
      for (const session of this.#sessions) session.expunged(folder, removed.sequence)
    return removed?.mail ?? null
  }

  move(uid: number, to: FakeFolder): void {
    const mail = this.remove(uid)
    if (mail) this.put(mail.raw, { receivedAt: mail.receivedAt }, to)
  }

  /** Every mail gets a new number from 1 on under another UIDVALIDITY; open sessions are ended, as servers do. */
  renumber(uidValidity = this.uidValidity + 1): void {
    this.folder().renumber(uidValidity)
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
