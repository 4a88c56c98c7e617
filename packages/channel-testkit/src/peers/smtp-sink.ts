/** A real SMTP server that takes mail for everybody, remembers the truth about it, and misbehaves on demand. */
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { selfSignedCertificate } from '@cordboard/certificate/self-signed'
import { SmtpScript, type MailBehaviour, type SmtpBehaviour } from './smtp-behaviour.ts'
import { until } from './until.ts'

/** One mail whose final dot arrived. */
export type ReceivedMail = {
  envelope: { from: string; to: readonly string[] }
  raw: Buffer
  at: Date
  /** Whether the sender was told; `false` for a mail taken and then cut off or never answered. */
  acknowledged: boolean
  secure: boolean
  /** Who signed in; `null` when nobody did. */
  user: string | null
}

/** Where a mail for a domain goes on to: a Dovecot takes it for the account named before the @. */
export interface MailboxHost {
  deliver(account: string, raw: Uint8Array): Promise<void>
}

export type SmtpSinkOptions = {
  /** User to password. Left out: anybody may send, signed in or not. */
  accounts?: Readonly<Record<string, string>>
  /** Whether this person may send with this access token (XOAUTH2). Left out: none is taken. */
  acceptsToken?: (user: string, accessToken: string) => boolean
  /** Announced and enforced SIZE, in bytes. */
  maxBytes?: number
  /** Domain to the server its mail goes on to before it is acknowledged. */
  forward?: Readonly<Record<string, MailboxHost>>
}

/** Listens on 127.0.0.1 when this resolves: STARTTLS on `port`, TLS from the first byte on `securePort`. */
export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const sink = new SmtpSink(options)
  await sink.start()
  return sink
}

export class SmtpSink implements AsyncDisposable {
  /** PEM. */
  readonly ca: string
  /** The truth ledger: all that was taken, in order of arrival. */
  readonly received: ReceivedMail[] = []
  /** Mails whose text had begun when the connection was lost before the final dot: what the sender believes is not known here. */
  readonly interrupted: { to: readonly string[]; raw: Buffer }[] = []
  readonly #options: SmtpSinkOptions
  readonly #accounts: Map<string, string>
  readonly #script = new SmtpScript()
  readonly #servers: readonly [SMTPServer, SMTPServer]
  readonly #sockets = new Map<number, Socket>()
  readonly #behaviours = new WeakMap<SMTPServerSession, MailBehaviour>()
  #ports: [number, number] = [0, 0]
  /** While frozen: what resolves when it thaws. */
  #frozen: PromiseWithResolvers<void> | null = null

  constructor(options: SmtpSinkOptions) {
    this.#options = options
    this.#accounts = new Map(Object.entries(options.accounts ?? {}))
    const certificate = selfSignedCertificate()
    this.ca = certificate.cert
    this.#servers = [this.#server(certificate, false), this.#server(certificate, true)]
  }

  get port(): number {
    return this.#ports[0]
  }

  get securePort(): number {
    return this.#ports[1]
  }

  /** Queues what happens next, one after the other. */
  script(...behaviours: readonly SmtpBehaviour[]): void {
    this.#script.queue(...behaviours)
  }

  /** Forgets the queue; every mail from now on is treated like this. */
  always(behaviour: MailBehaviour): void {
    this.#script.always(behaviour)
  }

  setPassword(user: string, password: string): void {
    this.#accounts.set(user, password)
  }

  /** Open connections of clients. */
  connections(): number {
    return this.#servers.reduce((sum, server) => sum + server.connections.size, 0)
  }

  /** Resolves to the first `wanted` mails, or to those the predicate picks once there is one. */
  async waitFor(wanted: number | ((mail: ReceivedMail) => boolean), timeoutMs = 10_000): Promise<ReceivedMail[]> {
    return until(
      'the SMTP server took the mail',
      () => {
        const found = typeof wanted === 'number' ? this.received : this.received.filter(wanted)
        return found.length >= (typeof wanted === 'number' ? wanted : 1) && [...found]
      },
      timeoutMs,
    )
  }

  /** Also brings it back, on the same ports, after `kill9`. */
  async start(): Promise<void> {
    const listening = this.#servers.map(async (server, index) => {
      const listener = server.listen(this.#ports[index], '127.0.0.1')
      await once(listener, 'listening')
      return (listener.address() as AddressInfo).port
    })
    const [port = 0, securePort = 0] = await Promise.all(listening)
    this.#ports = [port, securePort]
  }

  /** Nobody listens any more and every connection is gone. A mail whose final dot had come stays taken, unacknowledged. */
  async kill9(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.server.close(() => resolve())))
    for (const socket of this.#sockets.values()) socket.destroy()
    this.thaw()
    await Promise.all(closed)
  }

  /** Connections are taken and mails arrive, but nothing is answered until `thaw`. */
  freeze(): void {
    this.#frozen ??= Promise.withResolvers<void>()
  }

  thaw(): void {
    this.#frozen?.resolve()
    this.#frozen = null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = Promise.all(this.#servers.map((server) => new Promise<void>((resolve) => server.close(resolve))))
    // Clients that have hung up get a moment: Node 26.10 dies of a segmentation fault when a socket is destroyed under a TLS
    // handshake that is just failing.
    await Promise.race([closed, delay(200)])
    for (const socket of this.#sockets.values()) socket.destroy()
    await closed
  }

  #server({ key, cert }: { key: string; cert: string }, secure: boolean): SMTPServer {
    const { accounts, maxBytes } = this.#options
    const server = new SMTPServer({
      key,
      cert,
      secure,
      size: maxBytes,
      authOptional: accounts === undefined,
      disableReverseLookup: true,
      logger: false,
      onConnect: (_, done) => this.#whenThawed(() => done(answer(this.#script.takeGreeting()))),
      authMethods: ['PLAIN', 'LOGIN', ...(this.#options.acceptsToken ? ['XOAUTH2'] : [])],
      onAuth: ({ username = '', password, accessToken }, __, done) => {
        const scripted = answer(this.#script.takeAuth())
        if (scripted) return done(scripted)
        const { acceptsToken } = this.#options
        if (accessToken !== undefined && acceptsToken) {
          const isTaken = acceptsToken(username, accessToken)
          return done(null, isTaken ? { user: username } : { data: { status: '401', schemes: 'bearer' } })
        }
        if (accounts && this.#accounts.get(username) !== password)
          return done(answer({ code: 535, text: 'Authentication failed' }))
        done(null, { user: username })
      },
      onMailFrom: (_, session, done) => {
        const behaviour = this.#script.takeMail()
        this.#behaviours.set(session, behaviour)
        const refusal = behaviour.do === 'refuse' && behaviour.at === 'mail' ? answer(behaviour) : null
        this.#whenThawed(() => done(refusal))
      },
      onRcptTo: ({ address }, session, done) => this.#whenThawed(() => this.#recipient(address, session, done)),
      onData: (stream, session, done) => void this.#settle(stream, session, done),
    })
    server.server.on('connection', (socket: Socket) => {
      const port = socket.remotePort ?? 0
      this.#sockets.set(port, socket)
      socket.on('close', () => this.#sockets.delete(port))
    })
    // Clients that go away mid-sentence are what these tests are about.
    server.on('error', () => {})
    return server
  }

  #recipient(address: string, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const behaviour = this.#behaviours.get(session)
    if (behaviour?.do === 'cut' && behaviour.at === 'before_data') return this.#cut(session)
    if (behaviour?.do === 'refuse' && behaviour.at === 'rcpt') return done(answer(behaviour))
    if (behaviour?.do === 'refuse_some' && behaviour.recipients.includes(address)) return done(answer(behaviour))
    done()
  }

  async #settle(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    try {
      const answered = await this.#mail(stream, session)
      if (answered !== 'never') done(answered)
    } catch (error) {
      done(answer({ code: 451, text: `Not passed on: ${String(error)}` }))
    }
  }

  /** Resolves to the refusal, to `null` for an acceptance, or to `never` when nothing is to be answered. */
  async #mail(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null | 'never'> {
    const behaviour = this.#behaviours.get(session) ?? { do: 'accept' }
    const raw = await this.#read(stream, session)
    if (raw === null) return 'never'
    if (behaviour.do === 'refuse' && behaviour.at === 'data') return answer(behaviour)
    if (stream.sizeExceeded) return answer({ code: 552, text: 'Message too large' })
    if (behaviour.do === 'slow') await delay(behaviour.ms)
    if (this.#frozen) await this.#frozen.promise
    const isGone = !this.#sockets.has(session.remotePort)
    const unanswered = behaviour.do === 'silence' || behaviour.do === 'cut' || isGone
    if (!('kept' in behaviour) || behaviour.kept) await this.#take(raw, session, !unanswered)
    if (behaviour.do === 'cut') this.#cut(session)
    return unanswered ? 'never' : null
  }

  /** Up to the final dot; `null` when the connection went before it. */
  async #read(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Buffer | null> {
    const behaviour = this.#behaviours.get(session)
    const chunks: Buffer[] = []
    if (behaviour?.do !== 'cut' || behaviour.at !== 'mid_body') {
      try {
        for await (const chunk of stream) chunks.push(chunk)
        return Buffer.concat(chunks)
      } catch {
        this.#interrupt(session, chunks)
        return null
      }
    }
    this.#interrupt(session, await once(stream, 'data'))
    this.#cut(session)
    return null
  }

  /** `chunks`: what had come of the mail. */
  #interrupt({ envelope }: SMTPServerSession, chunks: readonly Buffer[]): void {
    this.interrupted.push({ to: envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks) })
  }

  #whenThawed(speak: () => void): void {
    if (this.#frozen) this.#frozen.promise.then(speak, speak)
    else speak()
  }

  async #take(raw: Buffer, session: SMTPServerSession, acknowledged: boolean): Promise<void> {
    const { mailFrom, rcptTo } = session.envelope
    const to = rcptTo.map(({ address }) => address)
    const user = typeof session.user === 'string' ? session.user : null
    this.received.push({
      envelope: { from: mailFrom === false ? '' : mailFrom.address, to },
      raw,
      at: new Date(),
      acknowledged,
      secure: session.secure,
      user,
    })
    for (const address of to) {
      const [account = '', domain = ''] = address.split('@')
      await this.#options.forward?.[domain]?.deliver(account, raw)
    }
  }

  #cut(session: SMTPServerSession): void {
    this.#sockets.get(session.remotePort)?.destroy()
  }
}

function answer(reply: { code: number; text: string } | null): Error | null {
  return reply && Object.assign(new Error(reply.text), { responseCode: reply.code })
}
