/** Pooled SMTP connections with one sign-in: the only place that knows how settings become nodemailer options. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { createTransport } from 'nodemailer'
import type { SMTPPoolOptions } from 'nodemailer/lib/smtp-pool'
import { isIP } from 'node:net'
import { callbackify } from 'node:util'
import { connectTimeoutMs, dial } from './dial.ts'
import type { HandedOver } from './errors.ts'
import type { EmailSettings } from './settings.ts'

/** Bounds of one connection, in milliseconds. Tests shorten them. */
export type SmtpPace = { connectionTimeoutMs: number; greetingTimeoutMs: number; socketTimeoutMs: number }

export const smtpPace: SmtpPace = {
  connectionTimeoutMs: connectTimeoutMs,
  greetingTimeoutMs: 15_000,
  socketTimeoutMs: 60_000,
}

/** One hand-over of a mail, not the mail: the same one may be under way twice. Given with the mail as `handOver`. */
export type HandOver = { gave: HandedOver }

export type TransportParts = {
  host: Pick<ChannelHost<EmailSettings>, 'resolveHost'>
  pace: SmtpPace
  signal: AbortSignal
}

export type SmtpTransport = ReturnType<typeof openTransport>

export function openTransport(settings: EmailSettings, { host, pace, signal }: TransportParts) {
  const transport = createTransport({
    pool: true,
    ...smtpOptions(settings, pace),
    getSocket: dialing(settings, host, signal),
  })
  // Each failure also comes back from the send it belongs to; an idle connection that breaks is no news.
  transport.on('error', () => {})
  // nodemailer reads this stream only after the server's go-ahead for the body, so its end is the moment from which a
  // lost connection is ambiguous. A `raw` stream would not tell: it is read ahead, before the recipients are accepted.
  transport.use('stream', (mail, done) => {
    const { handOver } = mail.data as { handOver: HandOver }
    mail.message.processFunc((stream) => {
      stream.once('resume', () => (handOver.gave = 'some'))
      return stream.once('end', () => (handOver.gave = 'all'))
    })
    done()
  })
  return transport
}

function smtpOptions(settings: EmailSettings, pace: SmtpPace): SMTPPoolOptions {
  const { smtp } = settings
  return {
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'none',
    // An IP address is no server name; Node then checks the certificate against the address itself.
    ...(isIP(smtp.host) ? {} : { servername: smtp.host }),
    tls: smtp.ca ? { ca: smtp.ca } : {},
    ...signInWith(settings),
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

function signInWith({ smtp, oauth }: EmailSettings): Pick<SMTPPoolOptions, 'auth'> {
  if (smtp.user === '') return {}
  if (smtp.signIn !== 'oauth') return { auth: { user: smtp.user, pass: smtp.password } }
  return {
    auth: {
      type: 'OAuth2',
      user: smtp.user,
      accessToken: oauth?.tokens?.accessToken,
      // Left out, the library would offer the same refused token a second time. Renewing it is not its decision.
      provisionCallback: (_, __, done) => done(new Error('The server refused the access token.')),
    },
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
