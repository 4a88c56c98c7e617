/** Signing in at X: the page an admin is sent to, and the way back. */
import type { ChannelOAuth } from '@cordboard/core/channel/oauth'
import type { TwitterSettings } from './settings.ts'

/** All that the desk does; `offline.access` gives the refresh token. */
export const scopes = [
  'dm.read',
  'dm.write',
  'tweet.read',
  'tweet.write',
  'users.read',
  'media.write',
  'offline.access',
]

export const oauth: ChannelOAuth<TwitterSettings> = {
  begin({ oauth2, apiOrigin }, { redirectUri, state, codeChallenge }) {
    if (oauth2 === undefined) return null
    const url = new URL('/i/oauth2/authorize', apiOrigin ?? 'https://x.com')
    const asked = {
      response_type: 'code',
      client_id: oauth2.clientId,
      redirect_uri: redirectUri,
      scope: scopes.join(' '),
      state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    }
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
    return url.href
  },
  async finish(...asked) {
    return (await import('./finish-sign-in.ts')).finishSignIn(...asked)
  },
}
