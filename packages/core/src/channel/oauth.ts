/**
 * Signing in at the provider in a browser (OAuth 2, RFC 6749, always with PKCE, RFC 7636): what a channel offers for it, and how
 * credentials that are replaced by use are renewed.
 */
import type { ChannelHost } from './channel.ts'

/** What the desk brings to every sign-in. It makes and checks `state` and the PKCE verifier; the channel only passes them on. */
export type SignInRequest = {
  /** Where the provider sends the admin back to; the same in `begin` and `finish`, byte for byte. */
  redirectUri: string
  state: string
  /** S256 of the verifier. */
  codeChallenge: string
}

export type SignInAnswer = { redirectUri: string; code: string; codeVerifier: string }

/** A channel's way of signing in by the provider's own pages. */
export interface ChannelOAuth<Settings extends object> {
  /** The page to open in the admin's browser; `null` when these settings sign in another way. Pure. */
  begin(settings: Settings, request: SignInRequest): string | null
  /** Exchanges the code. Resolves to what is to be stored, tokens included; throws a `ChannelError` that holds none of them. */
  finish(
    settings: Settings,
    answer: SignInAnswer,
    host: Pick<ChannelHost<Settings>, 'resolveHost' | 'log'>,
    signal: AbortSignal,
  ): Promise<Partial<Settings>>
}

/** How credentials are renewed that may be used only once, such as a rotating refresh token. */
export type Renewal<Settings> = {
  /** Whether the stored settings still hold what has to be renewed; `false`: somebody else renewed it already. */
  isStale(stored: Settings): boolean
  /**
   * Asks the provider, once. Resolves to what puts its answer into the settings as they stand when it is stored: an admin may have
   * changed them meanwhile. `null` where they hold other credentials by then. Throws a `ChannelError`. Ends when the signal aborts.
   */
  exchange(stored: Settings, signal: AbortSignal): Promise<(current: Settings) => Partial<Settings> | null>
}
