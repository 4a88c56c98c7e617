/** The access token requests are made with: the stored one while it lasts, else one renewed once for the whole desk. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { openAgent } from './agent.ts'
import type { Wire } from './request.ts'
import { say } from './sentences.ts'
import type { TwitterSettings } from './settings.ts'
import { askForTokens } from './tokens.ts'

type Renewing = Pick<ChannelHost<TwitterSettings>, 'renewCredentials' | 'resolveHost'>

/** A token this close to its end might not live through the request. */
const spareMs = 60_000

/** Whether the token in these settings still serves. `refused`: one that X did not take, whatever its time. */
export function hasToken({ oauth2 }: TwitterSettings, refused: string | null = null): boolean {
  const { accessToken, expiresAt = Infinity, issuedTo = oauth2?.clientId } = oauth2?.tokens ?? {}
  return (
    issuedTo === oauth2?.clientId &&
    accessToken !== undefined &&
    accessToken !== refused &&
    expiresAt - spareMs > Date.now()
  )
}

/** The settings with a token that serves. What was asked of X goes on when `wire.signal` aborts: its answer has to be kept. */
export async function withToken(
  settings: TwitterSettings,
  host: Renewing,
  { wire, refused = null }: { wire: Wire; refused?: string | null },
): Promise<TwitterSettings> {
  if (hasToken(settings, refused)) return settings
  const renewing = host.renewCredentials({
    isStale: (stored) => !hasToken(stored, refused),
    exchange: (stored, limit) => exchange(stored, host, { ...wire, signal: limit }),
  })
  const { oauth2 } = await unlessAborted(renewing, wire.signal)
  return { ...settings, oauth2 }
}

async function exchange(
  settings: TwitterSettings,
  host: Renewing,
  wire: Wire,
): Promise<(current: TwitterSettings) => Partial<TwitterSettings> | null> {
  const { oauth2 } = settings
  if (oauth2 === undefined) throw new ChannelError('needs_reauth', say('sign_in_not_set'), { scope: 'account' })
  const { refreshToken, issuedTo = oauth2.clientId, scope } = oauth2.tokens ?? {}
  if (refreshToken === undefined || issuedTo !== oauth2.clientId)
    throw new ChannelError('needs_reauth', say('sign_in_wanted'), { scope: 'account' })
  // The asker's sockets close with its line, and with them the answer would be lost.
  const agent = openAgent(settings, host, { keepAlive: false })
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const
  const granted = await askForTokens(oauth2, grant, { ...wire, agent }).finally(() => agent.destroy())
  return ({ oauth2: current }) =>
    current?.tokens?.refreshToken === refreshToken && current.clientId === oauth2.clientId
      ? { oauth2: { ...current, tokens: { refreshToken, scope, ...granted } } }
      : null
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
    promise.catch(() => undefined)
  }
}
