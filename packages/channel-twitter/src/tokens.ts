/** Asks X for OAuth 2 tokens, and for the token of the app itself. Nothing that was sent or given reaches an error. */
import { ChannelError } from '@cordboard/core/channel/error'
import { z } from 'zod'
import { toChannelError } from './errors.ts'
import { XFailure } from './failure.ts'
import { request, type Wire } from './request.ts'
import { say } from './sentences.ts'
import type { Tokens, TwitterSettings } from './settings.ts'

export type Grant =
  | { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string }
  | { grant_type: 'refresh_token'; refresh_token: string }

type OAuth2 = NonNullable<TwitterSettings['oauth2']>

const tokenUrl = 'https://api.x.com/2/oauth2/token'
const appTokenUrl = 'https://api.x.com/oauth2/token'
const secondMs = 1_000

const grantedSchema = z.object({
  access_token: z.string().min(1).max(4_000),
  refresh_token: z.string().min(1).max(4_000).optional(),
  expires_in: z.coerce.number().positive().optional(),
  scope: z.string().max(1_000).optional(),
})

export async function askForTokens(
  { clientId, clientSecret }: OAuth2,
  grant: Grant,
  wire: Wire,
): Promise<Partial<Tokens>> {
  const askedAt = Date.now()
  const credentials = clientSecret === undefined ? undefined : { clientId, clientSecret }
  const { data } = await tokenRequest(() =>
    request(credentials, { method: 'POST', url: tokenUrl, body: { ...grant, client_id: clientId }, form: 'url' }, wire),
  )
  const granted = grantedSchema.safeParse(data)
  if (!granted.success) throw new ChannelError('transient', say('sign_in_unusable'), { scope: 'account' })
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds, scope } = granted.data
  return {
    accessToken,
    issuedTo: clientId,
    ...(refreshToken !== undefined && { refreshToken }),
    ...(seconds !== undefined && { expiresAt: askedAt + seconds * secondMs }),
    ...(scope !== undefined && { scope }),
  }
}

/** The app's own token, for what belongs to no profile: the webhook. */
export async function askForAppToken(keys: { appKey: string; appSecret: string }, wire: Wire): Promise<string> {
  const credentials = { username: keys.appKey, password: keys.appSecret }
  const body = { grant_type: 'client_credentials' }
  try {
    const { data } = await request(credentials, { method: 'POST', url: appTokenUrl, body, form: 'url' }, wire)
    return grantedSchema.parse(data).access_token
  } catch (error) {
    if (error instanceof XFailure && (error.facts.status === 401 || error.facts.status === 403))
      throw new ChannelError('needs_reauth', say('app_keys_refused'), { scope: 'account' })
    throw toChannelError(error instanceof XFailure ? wordless(error) : error, 'read')
  }
}

/** An answer may repeat what was sent to it. */
function wordless({ facts }: XFailure): XFailure {
  return new XFailure({ ...facts, problem: { title: '', detail: '', type: '', codes: [] } })
}

async function tokenRequest<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof XFailure ? refusal(error) : error
  }
}

function refusal(failure: XFailure): unknown {
  const { status, problem } = failure.facts
  const told = problem.title
  if (status === null || status === 429 || status >= 500) return toChannelError(wordless(failure), 'read')
  const technical = `HTTP ${status}${/^[a-z_]{1,64}$/.test(told) ? ` · ${told}` : ''}`
  const error = (sentence: ReturnType<typeof say>) =>
    new ChannelError('needs_reauth', sentence, { technical, scope: 'account' })
  if (told === 'invalid_client' || told === 'unauthorized_client') return error(say('app_refused'))
  // X calls a used or expired token an invalid request.
  if (told === 'invalid_grant' || told === 'invalid_request' || told === 'access_denied')
    return error(say('sign_in_ended'))
  return error(say('sign_in_refused', { answer: /^[a-z_]{1,64}$/.test(told) ? told : status }))
}
