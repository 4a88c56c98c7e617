/** What exchanges the code of a sign-in at X for its tokens: loaded when an admin comes back from there, with all that speaks to X. */
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

export const finishSignIn: ChannelOAuth<TwitterSettings>['finish'] = async (
  settings,
  { code, redirectUri, codeVerifier },
  host,
  signal,
) => {
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
}
