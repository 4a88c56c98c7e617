/** Signing in at X: the page an admin is sent to, and the tokens its answer is exchanged for. */
import { ChannelError } from '@cordboard/core/channel/error'
import type { ChannelOAuth } from '@cordboard/core/channel/oauth'
import { openAgent } from './agent.ts'
import { toChannelError } from './errors.ts'
import { twitterPace } from './pace.ts'
import { readProfile } from './profile.ts'
import { request } from './request.ts'
import { say } from './sentences.ts'
import type { TwitterSettings } from './settings.ts'
import { askForTokens } from './tokens.ts'

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
  async finish(settings, { code, redirectUri, codeVerifier }, host, signal) {
    const { oauth2 } = settings
    if (oauth2 === undefined) throw new ChannelError('permanent', say('sign_in_not_set'))
    const agent = openAgent(settings, host, { keepAlive: false })
    const wire = { agent, signal, timeoutMs: twitterPace.answerTimeoutMs }
    const grant = { code, redirect_uri: redirectUri, code_verifier: codeVerifier }
    try {
      const { refreshToken, ...granted } = await askForTokens(
        oauth2,
        { grant_type: 'authorization_code', ...grant },
        wire,
      )
      if (refreshToken === undefined) throw new ChannelError('permanent', say('sign_in_not_lasting'))
      const { profile } = await readProfile((question) => request(granted.accessToken, question, wire))
      return { oauth2: { ...oauth2, tokens: { ...granted, refreshToken } }, profile }
    } catch (error) {
      throw toChannelError(error, 'read')
    } finally {
      agent.destroy()
    }
  },
}
