/** Opens one signed-in IMAP connection: the only place that knows how settings become imapflow options. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import { isIP } from 'node:net'
import { type RenewingHost, withToken } from './access-token.ts'
import { toChannelError } from './errors.ts'
import { say } from './sentences.ts'
import type { EmailSettings } from './settings.ts'
import { throttleWatch } from './throttle-watch.ts'

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
  const { host, port, security, signIn, user, password, ca } = settings.imap
  const accessToken = settings.oauth?.tokens?.accessToken ?? ''
  return {
    host: address,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    // An IP address is no server name; Node then checks the certificate against the address itself.
    ...(isIP(host) ? {} : { servername: host }),
    tls: ca ? { ca } : {},
    auth: signIn === 'oauth' ? { user, accessToken } : { user, pass: password },
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
 * imapflow clients are single-use: one call is one connection, or two where a token was refused and renewed.
 */
export async function connectImap(
  settings: EmailSettings,
  host: RenewingHost,
  signal: AbortSignal,
  pace: ImapPace = imapPace,
): Promise<ImapLink> {
  signal.throwIfAborted()
  if (settings.imap.signIn !== 'oauth') return openLink(settings, host, signal, pace)
  const current = await withToken(settings, host, { signal })
  try {
    return await openLink(current, host, signal, pace)
  } catch (error) {
    if (!(error instanceof ChannelError) || error.kind !== 'needs_reauth') throw error
    // A token may end before its time: taken back, or the provider's clock is another.
    const refused = current.oauth?.tokens?.accessToken ?? null
    return openLink(await withToken(settings, host, { signal, refused }), host, signal, pace)
  }
}

async function openLink(
  settings: EmailSettings,
  host: Pick<ChannelHost<EmailSettings>, 'resolveHost'>,
  signal: AbortSignal,
  pace: ImapPace,
): Promise<ImapLink> {
  const address = await resolve(settings, host)
  signal.throwIfAborted()
  let lostTo: unknown = null
  const logger = throttleWatch((pauseMs) => {
    lostTo ??= Object.assign(new Error('The mail server asked for a pause.'), {
      code: 'ETHROTTLE',
      throttleReset: pauseMs,
    })
    // The wait it ends is begun after the log line.
    setImmediate(() => client.close())
  })
  const client = new ImapFlow({ ...imapOptions(settings, address, pace), logger })
  // Without a listener a broken socket would end the process.
  client.on('error', (error) => {
    lostTo ??= error
  })
  const close = () => client.close()
  signal.addEventListener('abort', close, { once: true })
  const link: ImapLink = {
    client,
    lostTo: () => lostTo ?? farewell(client),
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
    if (settings.imap.signIn === 'oauth' && !takesTokens(client)) throw notOffered(settings)
    const answered = error instanceof Error && 'responseStatus' in error
    throw toChannelError((answered ? null : farewell(client)) ?? lostTo ?? error, 'imap', settings)
  }
  return link
}

/** imapflow says of this only in words; a server that was not reached has said nothing of itself. */
function takesTokens({ capabilities }: ImapFlow): boolean {
  return capabilities.size === 0 || ['AUTH=XOAUTH2', 'AUTH=OAUTHBEARER'].some((name) => capabilities.has(name))
}

function notOffered({ imap }: EmailSettings): ChannelError {
  return new ChannelError('permanent', say('oauth_not_offered', { host: imap.host }), { scope: 'account' })
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

/** A server that ends an idle connection says why in a BYE, which is no error to imapflow. */
function farewell({ byeReason }: ImapFlow): Error | null {
  return byeReason === undefined ? null : Object.assign(new Error('The mail server said BYE.'), { farewell: byeReason })
}
