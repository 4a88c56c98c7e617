/** A real Dovecot in a temporary folder, as root or unprivileged, that can be killed, frozen, restarted and looked into. */
import { spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { peerProgram } from '../peers.ts'
import { selfSignedCertificate } from '@cordboard/certificate/self-signed'
import { dovecotConfig, mailOwner, tokenConfig, type DovecotLayout, type MailOwner } from './dovecot-config.ts'
import { freePorts } from './free-ports.ts'
import { ImapSession, type StoredMail } from './imap-session.ts'
import { LineSocket } from './line-socket.ts'
import { deliverByLmtp } from './lmtp.ts'
import { membersOf, signalGroup, signalProcess } from './process-group.ts'
import { until } from './until.ts'

export type DovecotOptions = {
  /** Account names; what stands after an @ is ignored, so `support@desk.test` and `support` are one account. */
  accounts?: readonly string[]
  /** Where it asks about access tokens, which are appended; left out: passwords only. */
  tokenInfoUrl?: string
}

/** Dovecot's sockets live in the folder, and a socket's path holds at most 107 bytes. */
const longestTemporaryFolder = 50
const portRaces = 5

/** Starts a server that answers on its ports when this resolves. Throws when Dovecot is not installed: ask `hasPeer('dovecot')`. */
export async function startDovecot({
  accounts = ['support', 'alice'],
  tokenInfoUrl,
}: DovecotOptions = {}): Promise<Dovecot> {
  const parent = tmpdir().length > longestTemporaryFolder ? '/tmp' : tmpdir()
  const folder = mkdtempSync(join(parent, 'cordboard-dovecot-'))
  // Mail processes of another user must be able to reach their homes.
  chmodSync(folder, 0o755)
  for (let race = 1; ; race++) {
    const [imapPort = 0, imapsPort = 0, lmtpPort = 0] = await freePorts(3)
    const dovecot = new Dovecot({ folder, imapPort, imapsPort, lmtpPort, tokenInfoUrl }, accounts.map(localPart))
    try {
      await dovecot.start()
      return dovecot
    } catch (error) {
      await dovecot.stop()
      if (race === portRaces || !dovecot.log().includes('Address already in use')) throw error
    }
  }
}

export class Dovecot implements AsyncDisposable {
  readonly imapPort: number
  readonly imapsPort: number
  readonly lmtpPort: number
  /** PEM of the authority that vouches for the server's certificate (localhost, 127.0.0.1). */
  readonly ca: string
  readonly #layout: DovecotLayout
  readonly #owner: MailOwner = mailOwner()
  readonly #passwords: Map<string, string>
  #groupId: number | null = null
  /** A test process that ends early must not leave its server behind. */
  readonly #killAtExit = () => this.#groupId !== null && signalGroup(this.#groupId, 'SIGKILL')

  constructor(layout: DovecotLayout, accounts: readonly string[]) {
    this.#layout = layout
    this.imapPort = layout.imapPort
    this.imapsPort = layout.imapsPort
    this.lmtpPort = layout.lmtpPort
    this.#passwords = new Map(accounts.map((account) => [account, `pw-${account}-${crypto.randomUUID().slice(0, 8)}`]))
    const { key, cert } = selfSignedCertificate()
    this.ca = cert
    for (const name of ['home', 'run', 'state']) mkdirSync(join(layout.folder, name), { recursive: true })
    chownSync(join(layout.folder, 'home'), this.#owner.uid, this.#owner.gid)
    writeFileSync(join(layout.folder, 'key.pem'), key)
    writeFileSync(join(layout.folder, 'cert.pem'), cert)
    writeFileSync(join(layout.folder, 'dovecot.conf'), dovecotConfig(layout, this.#owner))
    if (layout.tokenInfoUrl) writeFileSync(join(layout.folder, 'oauth2.conf'), tokenConfig(layout.tokenInfoUrl))
    this.#writePasswords()
  }

  /** What to sign in with. */
  account(name: string): { user: string; password: string } {
    const user = localPart(name)
    const password = this.#passwords.get(user)
    if (password === undefined) throw new Error(`This Dovecot has no account ${user}.`)
    return { user, password }
  }

  /** Changes an account's password and waits until Dovecot (which looks once a second) knows it; living sessions stay. */
  async setPassword(name: string, password: string): Promise<void> {
    const user = localPart(name)
    this.#passwords.set(user, password)
    this.#writePasswords()
    await until('Dovecot knows the new password', () => signsIn(this.imapPort, user, password))
  }

  async start(): Promise<void> {
    const child = spawn(peerProgram('dovecot'), ['-F', '-c', join(this.#layout.folder, 'dovecot.conf')], {
      detached: true,
      stdio: 'ignore',
    })
    this.#groupId = child.pid ?? null
    process.once('exit', this.#killAtExit)
    let exited = false
    child.once('exit', () => (exited = true))
    child.once('error', () => (exited = true))
    await until('Dovecot greets on its ports', async () => {
      if (exited) throw new Error(`Dovecot stopped while starting:\n${this.log()}`)
      return (await greets(this.imapPort)) && (await greets(this.lmtpPort))
    })
  }

  /** Stops in good order; `start` brings it back on the same ports with the same mail. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** Kills every process at once, as a power cut would. */
  async kill9(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Every process stops answering, while the kernel keeps the connections. */
  freeze(): void {
    if (this.#groupId !== null) signalGroup(this.#groupId, 'SIGSTOP')
  }

  thaw(): void {
    if (this.#groupId !== null) signalGroup(this.#groupId, 'SIGCONT')
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  /** Ends every signed-in IMAP session without a goodbye; the server stays. */
  killSessions(): void {
    if (this.#groupId === null) return
    for (const { pid, name } of membersOf(this.#groupId)) if (name === 'imap') signalProcess(pid, 'SIGKILL')
  }

  /** Delivers by LMTP: on disk, and announced to idling sessions, when this resolves. */
  async deliver(account: string, raw: Uint8Array | string): Promise<void> {
    await deliverByLmtp(this.lmtpPort, [{ from: 'sender@outside.test', to: [this.account(account).user], raw }])
  }

  /** Puts many mails into the inbox's Maildir at once: a backlog of thousands in well under a second. `arrived`: when, one each. */
  deliverMany(account: string, raws: readonly (Uint8Array | string)[], arrived: readonly Date[] = []): void {
    const { uid, gid } = this.#owner
    const home = join(this.#layout.folder, 'home', this.account(account).user)
    const maildir = join(home, 'Maildir')
    for (const path of [home, maildir, ...['new', 'cur', 'tmp'].map((name) => join(maildir, name))]) {
      mkdirSync(path, { recursive: true })
      chownSync(path, uid, gid)
    }
    const stamp = `${Math.floor(Date.now() / 1000)}.M${String(process.hrtime.bigint() / 1000n).slice(-9)}P${process.pid}`
    for (const [index, raw] of raws.entries()) {
      const path = join(maildir, 'new', `${stamp}Q${String(index).padStart(7, '0')}.backlog`)
      writeFileSync(path, raw)
      chownSync(path, uid, gid)
      const at = arrived[index]
      if (at) utimesSync(path, at, at)
    }
  }

  /** Stores a mail in a folder by IMAP, as another mail program of the same mailbox would. */
  async append(
    account: string,
    folder: string,
    raw: Uint8Array | string,
    flags: readonly string[] = [],
  ): Promise<void> {
    await using session = await this.session(account)
    await session.append(folder, Buffer.from(raw), flags)
  }

  async list(account: string, folder = 'INBOX'): Promise<StoredMail[]> {
    await using session = await this.session(account)
    return await session.list(folder)
  }

  /** A second pair of eyes on the mailbox. */
  async session(account: string): Promise<ImapSession> {
    const { user, password } = this.account(account)
    return ImapSession.open(this.imapPort, user, password)
  }

  /** The inbox gets another UIDVALIDITY and its mails are numbered anew from 1. Ends living sessions. */
  resetUidValidity(account: string): void {
    this.killSessions()
    const maildir = this.maildir(account)
    // The file `dovecot-uidvalidity` stays: it makes the next value differ even within one second.
    for (const name of readdirSync(maildir)) {
      if (name.startsWith('dovecot.index') || name === 'dovecot-uidlist') rmSync(join(maildir, name))
    }
  }

  /** Where an account's inbox lies, for what no mail program can do. Dovecot must not run meanwhile. */
  maildir(account: string): string {
    return join(this.#layout.folder, 'home', this.account(account).user, 'Maildir')
  }

  log(): string {
    try {
      return readFileSync(join(this.#layout.folder, 'dovecot.log'), 'utf8')
    } catch {
      return ''
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill9()
    rmSync(this.#layout.folder, { recursive: true, force: true })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const groupId = this.#groupId
    if (groupId === null) return
    signalGroup(groupId, signal)
    signalGroup(groupId, 'SIGCONT')
    process.off('exit', this.#killAtExit)
    await until('Dovecot has ended', () => membersOf(groupId).length === 0)
    this.#groupId = null
  }

  #writePasswords(): void {
    const lines = [...this.#passwords].map(([user, password]) => `${user}:{PLAIN}${password}::::::\n`)
    writeFileSync(join(this.#layout.folder, 'passwd'), lines.join(''))
  }
}

function localPart(account: string): string {
  return account.split('@', 1)[0] ?? account
}

async function greets(port: number): Promise<boolean> {
  try {
    await using socket = await LineSocket.open(port)
    return (await socket.line()).length > 0
  } catch {
    return false
  }
}

async function signsIn(port: number, user: string, password: string): Promise<boolean> {
  try {
    await using _ = await ImapSession.open(port, user, password)
    return true
  } catch {
    return false
  }
}
