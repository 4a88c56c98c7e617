/** The pooled SMTP connections of one account: the only place that knows how settings become nodemailer options. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { SMTPPoolOptions, SMTPPoolSentMessageInfo } from 'nodemailer/lib/smtp-pool'
import { isIP } from 'node:net'
import { callbackify } from 'node:util'
import { connectTimeoutMs, dial } from './dial.ts'
import { toChannelError, type HandedOver } from './errors.ts'
import type { EmailSettings } from './settings.ts'

/** Bounds of one connection, in milliseconds. Tests shorten them. */
export type SmtpPace = { connectionTimeoutMs: number; greetingTimeoutMs: number; socketTimeoutMs: number }

export const smtpPace: SmtpPace = {
  connectionTimeoutMs: connectTimeoutMs,
  greetingTimeoutMs: 15_000,
  socketTimeoutMs: 60_000,
}

export interface SmtpPool extends AsyncDisposable {
  /** Hands one mail over. Throws a `ChannelError`, `unconfirmed` when the whole mail had left and no answer came. */
  deliver(mail: SendMailOptions & { messageId: string }, signal: AbortSignal): Promise<SMTPPoolSentMessageInfo>
  /** Connects and signs in on a connection of its own. Throws a `ChannelError`, or the signal's reason. */
  signIn(signal: AbortSignal): Promise<void>
}

export function openSmtpPool(
  settings: EmailSettings,
  host: Pick<ChannelHost<EmailSettings>, 'resolveHost'>,
  pace: SmtpPace = smtpPace,
): SmtpPool {
  const closing = new AbortController()
  const transport = createTransport({
    pool: true,
    ...smtpOptions(settings, pace),
    getSocket: dialing(settings, host, closing.signal),
  })
  // Each failure also comes back from the send it belongs to; an idle connection that breaks is no news.
  transport.on('error', () => {})
  const handedOver = new Map<string, HandedOver>()
  // nodemailer reads this stream only after the server's go-ahead for the body, so its end is the moment from which a
  // lost connection is ambiguous. A `raw` stream would not tell: it is read ahead, before the recipients are accepted.
  transport.use('stream', (mail, done) => {
    const { messageId = '' } = mail.data
    mail.message.processFunc((stream) => {
      stream.once('resume', () => handedOver.set(messageId, 'some'))
      return stream.once('end', () => handedOver.set(messageId, 'all'))
    })
    done()
  })
  return {
    async deliver(mail, signal) {
      handedOver.set(mail.messageId, 'nothing')
      try {
        return await transport.sendMail({ ...mail, signal })
      } catch (error) {
        throw toChannelError(error, 'smtp', settings, handedOver.get(mail.messageId))
      } finally {
        handedOver.delete(mail.messageId)
      }
    },
    async signIn(signal) {
      try {
        await unlessAborted(transport.verify(), signal)
      } catch (error) {
        signal.throwIfAborted()
        throw toChannelError(error, 'smtp', settings)
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      transport.close()
    },
  }
}

function smtpOptions({ smtp }: EmailSettings, pace: SmtpPace): SMTPPoolOptions {
  return {
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'none',
    // An IP address is no server name; Node then checks the certificate against the address itself.
    ...(isIP(smtp.host) ? {} : { servername: smtp.host }),
    tls: smtp.ca ? { ca: smtp.ca } : {},
    ...(smtp.user === '' ? {} : { auth: { user: smtp.user, pass: smtp.password } }),
    connectionTimeout: pace.connectionTimeoutMs,
    greetingTimeout: pace.greetingTimeoutMs,
    socketTimeout: pace.socketTimeoutMs,
    maxConnections: 4,
    maxMessages: 100,
    // The library would send again by itself after a lost connection; whether and when is not its decision.
    maxRequeues: 0,
    // Shorter than any server's patience, so that a reply seldom meets a connection the server just closed.
    idleTimeout: 30_000,
    // Servers may leave a half-closed connection standing; waiting 5 s for them would outlast a stop.
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  }
}

/** Every connection is resolved and checked anew: a name that moves is followed, and never to a forbidden address. */
function dialing(
  { smtp }: EmailSettings,
  host: Pick<ChannelHost<EmailSettings>, 'resolveHost'>,
  signal: AbortSignal,
): NonNullable<SMTPPoolOptions['getSocket']> {
  return (options, done) => {
    const connected = dial(smtp, host, signal, options.connectionTimeout)
    callbackify(() => connected)((error: Error | null, connection) => done(error, { connection }))
  }
}

/** For what cannot be interrupted: it ends by its own time limits, and is not waited for. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'))
  signal.throwIfAborted()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
