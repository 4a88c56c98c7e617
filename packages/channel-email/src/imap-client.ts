/** Opens one signed-in IMAP connection: the only place that knows how settings become imapflow options. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import { isIP } from 'node:net'
import { toChannelError } from './errors.ts'
import type { EmailSettings } from './settings.ts'

/** Bounds of one connection, in milliseconds. Tests shorten them. */
export type ImapPace = {
  connectionTimeoutMs: number
  greetingTimeoutMs: number
  /** Silence after which imapflow probes with NOOP; twice this long and the link is lost. */
  socketTimeoutMs: number
  /** IDLE is renewed this often, well under the 30 minutes after which servers may hang up. */
  maxIdleMs: number
}

export const imapPace: ImapPace = {
  connectionTimeoutMs: 15_000,
  greetingTimeoutMs: 15_000,
  socketTimeoutMs: 60_000,
  maxIdleMs: 5 * 60_000,
}

/** imapflow's options. `address` is what is dialled; the certificate must name `settings.imap.host`. */
export function imapOptions(settings: EmailSettings, address: string, pace: ImapPace = imapPace): ImapFlowOptions {
  const { host, port, security, user, password, ca } = settings.imap
  return {
    host: address,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    // An IP address is no server name; Node then checks the certificate against the address itself.
    ...(isIP(host) ? {} : { servername: host }),
    tls: ca ? { ca } : {},
    auth: { user, pass: password },
    logger: false,
    clientInfo: { name: 'Cordboard' },
    disableCompression: true,
    // The default of 15 s would leave a fresh mail unseen that long after every command.
    autoIdleDelay: 200,
    maxIdleTime: pace.maxIdleMs,
    connectionTimeout: pace.connectionTimeoutMs,
    greetingTimeout: pace.greetingTimeoutMs,
    socketTimeout: pace.socketTimeoutMs,
  }
}

/** One signed-in connection. `lostTo` is why the link broke, where imapflow said so; close it by leaving the scope. */
export interface ImapLink extends AsyncDisposable {
  client: ImapFlow
  lostTo(): unknown
}

/**
 * Resolves, connects and signs in; closes the socket when `signal` aborts. Throws a `ChannelError`.
 * imapflow clients are single-use: one call is one connection.
 */
export async function connectImap(
  settings: EmailSettings,
  host: Pick<ChannelHost<EmailSettings>, 'resolveHost'>,
  signal: AbortSignal,
  pace: ImapPace = imapPace,
): Promise<ImapLink> {
  signal.throwIfAborted()
  const address = await resolve(settings, host)
  signal.throwIfAborted()
  const client = new ImapFlow(imapOptions(settings, address, pace))
  let lostTo: unknown = null
  // Without a listener a broken socket would end the process.
  client.on('error', (error) => {
    lostTo ??= error
  })
  const close = () => client.close()
  signal.addEventListener('abort', close, { once: true })
  const link: ImapLink = {
    client,
    lostTo: () => lostTo,
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', close)
      client.close()
    },
  }
  try {
    await client.connect()
  } catch (error) {
    await link[Symbol.asyncDispose]()
    signal.throwIfAborted()
    throw toChannelError(lostTo ?? error, 'imap', settings)
  }
  return link
}

async function resolve(
  settings: EmailSettings,
  host: Pick<ChannelHost<EmailSettings>, 'resolveHost'>,
): Promise<string> {
  try {
    return (await host.resolveHost(settings.imap.host)).address
  } catch (error) {
    throw toChannelError(error, 'imap', settings)
  }
}
