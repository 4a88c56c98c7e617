/** The access token a connection signs in with: the stored one while it lasts, else one renewed once for the whole desk. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { oauthProvider } from './oauth-provider.ts'
import { say } from './sentences.ts'
import type { EmailSettings } from './settings.ts'
import { askForTokens } from './token-endpoint.ts'

export type RenewingHost = Pick<ChannelHost<EmailSettings>, 'resolveHost' | 'renewCredentials'>

/** A token this close to its end might not live through the sign-in. */
const spareMs = 60_000

/** Whether the token in these settings still serves. `refused`: one the server did not take, whatever its time. */
export function hasToken({ oauth }: EmailSettings, refused: string | null = null): boolean {
  const { accessToken, expiresAt = Infinity, issuedTo = oauth?.clientId } = oauth?.tokens ?? {}
  return (
    issuedTo === oauth?.clientId &&
    accessToken !== undefined &&
    accessToken !== refused &&
    expiresAt - spareMs > Date.now()
  )
}

/**
 * The settings with a token that serves, and `settings` themselves where no server asks for one. Throws a `ChannelError`. What was
 * asked of the provider goes on when `signal` aborts, because its answer has to be kept.
 */
export async function withToken(
  settings: EmailSettings,
  host: RenewingHost,
  { signal, refused = null }: { signal: AbortSignal; refused?: string | null },
): Promise<EmailSettings> {
  if (hasToken(settings, refused)) return settings
  const renewed = await unlessAborted(
    host.renewCredentials({
      isStale: (stored) => !hasToken(stored, refused),
      exchange: (stored, limit) => exchange(stored, host, limit),
    }),
    signal,
  )
  // Only the tokens: what else an admin changed meanwhile comes with a connection of its own.
  return { ...settings, oauth: renewed.oauth }
}

async function exchange(
  { oauth }: EmailSettings,
  host: RenewingHost,
  signal: AbortSignal,
): Promise<(current: EmailSettings) => Partial<EmailSettings> | null> {
  if (oauth === undefined) throw new ChannelError('needs_reauth', say('oauth_not_set'), { scope: 'account' })
  const { refreshToken, issuedTo = oauth.clientId } = oauth.tokens ?? {}
  if (refreshToken === undefined || issuedTo !== oauth.clientId) {
    const sentence = say('oauth_wanted', { provider: oauthProvider(oauth).name })
    throw new ChannelError('needs_reauth', sentence, { scope: 'account' })
  }
  const granted = await askForTokens(oauth, { grant_type: 'refresh_token', refresh_token: refreshToken }, host, signal)
  return ({ oauth: current }) =>
    current?.tokens?.refreshToken === refreshToken && current.clientId === oauth.clientId
      ? { oauth: { ...current, tokens: { refreshToken, ...granted, issuedTo } } }
      : null
}

/** For what cannot be interrupted: it ends by its own time limits, and is not waited for. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'))
  // Nobody may be left waiting for it.
  promise.catch(() => undefined)
  signal.throwIfAborted()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
