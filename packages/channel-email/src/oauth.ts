/** Signing in at the provider: the page an admin is sent to, and the tokens its answer is exchanged for. */
import { ChannelError } from '@cordboard/core/channel/error'
import type { ChannelOAuth } from '@cordboard/core/channel/oauth'
import { oauthProvider } from './oauth-provider.ts'
import { say } from './sentences.ts'
import type { EmailSettings } from './settings.ts'
import { askForTokens } from './token-endpoint.ts'

export const oauth: ChannelOAuth<EmailSettings> = {
  begin({ address, oauth: own }, { redirectUri, state, codeChallenge }) {
    if (own === undefined) return null
    const { authorizeUrl, scope, extra } = oauthProvider(own)
    const url = new URL(authorizeUrl)
    const asked = {
      response_type: 'code',
      client_id: own.clientId,
      redirect_uri: redirectUri,
      scope,
      state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      login_hint: address,
      ...extra,
    }
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
    return url.href
  },
  async finish({ oauth: own }, { code, redirectUri, codeVerifier }, host, signal) {
    if (own === undefined) throw new ChannelError('permanent', say('oauth_not_set'))
    const grant = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    } as const
    const { refreshToken, ...granted } = await askForTokens(own, grant, host, signal)
    if (refreshToken === undefined)
      throw new ChannelError('permanent', say('oauth_not_lasting', { provider: oauthProvider(own).name }))
    return { oauth: { ...own, tokens: { ...granted, refreshToken, issuedTo: own.clientId } } }
  },
}
