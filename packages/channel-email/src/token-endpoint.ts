/** Asks a provider's token endpoint (RFC 6749 §5). Nothing it says or is told reaches an error but the error's code. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import type { Sentence } from '@cordboard/core/sentence'
import { once } from 'node:events'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { isIP } from 'node:net'
import { z } from 'zod'
import { oauthProvider, type OAuthProvider } from './oauth-provider.ts'
import type { OAuthSettings, Tokens } from './oauth-settings.ts'
import { say } from './sentences.ts'

export type Grant =
  | { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string }
  | { grant_type: 'refresh_token'; refresh_token: string }

type Answer = { status: number; retryAfter: string | undefined; body: unknown }

const limitMs = 15_000
const mostBytes = 100_000
const secondMs = 1_000

const grantedSchema = z.object({
  access_token: z.string().min(1).max(20_000),
  refresh_token: z.string().min(1).max(20_000).optional(),
  expires_in: z.coerce.number().positive().optional(),
})
const refusedSchema = z.object({ error: z.string().regex(/^[a-z_]{1,64}$/) })
/** Answers by which a provider says that an admin has to act (RFC 6749 §5.2; Google and Microsoft add their own). */
const ended = new Set(['invalid_grant', 'interaction_required', 'consent_required', 'login_required', 'access_denied'])

/** Resolves to tokens without `refreshToken` where the provider gave no new one. Throws a `ChannelError`. */
export async function askForTokens(
  oauth: OAuthSettings,
  grant: Grant,
  host: Pick<ChannelHost<object>, 'resolveHost'>,
  signal: AbortSignal,
): Promise<Omit<Tokens, 'refreshToken'> & { accessToken: string; refreshToken?: string }> {
  const provider = oauthProvider(oauth)
  const form = { ...grant, client_id: oauth.clientId, ...(oauth.clientSecret && { client_secret: oauth.clientSecret }) }
  const askedAt = Date.now()
  const answer = await post(provider, new URLSearchParams(form).toString(), host, signal)
  const granted = grantedSchema.safeParse(answer.body)
  if (answer.status !== 200 || !granted.success) throw refusal(answer, provider)
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = granted.data
  return {
    accessToken,
    ...(refreshToken !== undefined && { refreshToken }),
    ...(seconds !== undefined && { expiresAt: askedAt + seconds * secondMs }),
  }
}

/** A body in anything but these few fields is not repeated: a provider's answer may hold what it was sent. */
function refusal({ status, retryAfter, body }: Answer, { name }: OAuthProvider): ChannelError {
  const refused = refusedSchema.safeParse(body)
  const code = refused.success ? refused.data.error : null
  const technical = `HTTP ${status}${code === null ? '' : ` · ${code}`}`
  const values = { provider: name }
  const error = (kind: 'transient' | 'needs_reauth' | 'rate_limited', sentence: Sentence, retryAfterMs?: number) =>
    new ChannelError(kind, sentence, { technical, scope: 'account', ...(retryAfterMs && { retryAfterMs }) })
  if (status === 429) return error('rate_limited', say('oauth_busy', values), waitOf(retryAfter))
  if (code !== null && ended.has(code)) return error('needs_reauth', say('oauth_ended', values))
  if (code === 'invalid_client' || code === 'unauthorized_client')
    return error('needs_reauth', say('oauth_app_refused', values))
  if (code !== null && status < 500 && code !== 'temporarily_unavailable' && code !== 'server_error')
    return error('needs_reauth', say('oauth_refused', { ...values, answer: code }))
  return error('transient', say('oauth_unusable_answer', { ...values, answer: status }))
}

function waitOf(retryAfter: string | undefined): number {
  return /^\d{1,5}$/.test(retryAfter ?? '') ? Number(retryAfter) * secondMs : 60 * secondMs
}

/** Redirects are not followed: they could lead anywhere, with the secret. */
async function post(
  provider: OAuthProvider,
  body: string,
  { resolveHost }: Pick<ChannelHost<object>, 'resolveHost'>,
  signal: AbortSignal,
): Promise<Answer> {
  const url = new URL(provider.tokenUrl)
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const stop = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
  const name = url.hostname.replace(/^\[|\]$/g, '')
  try {
    const { address, family } = await resolveHost(name)
    stop.throwIfAborted()
    const ask = url.protocol === 'https:' ? tlsRequest : plainRequest
    const request = ask({
      host: address,
      family,
      port,
      // An IP address is no server name; Node then checks the certificate against the address itself.
      ...(isIP(name) ? {} : { servername: name }),
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      ...(provider.ca !== null && { ca: provider.ca }),
      agent: false,
      signal: stop,
      headers: {
        host: url.host,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
      },
    })
    // Between two awaits nobody listens, and an unheard error would end the process.
    request.on('error', () => {})
    request.end(body)
    const [response] = (await once(request, 'response', { signal: stop })) as [IncomingMessage]
    return await read(response)
  } catch (error) {
    if (error instanceof ChannelError) throw error
    throw unreachable(error, provider)
  }
}

async function read(response: IncomingMessage): Promise<Answer> {
  using _ = { [Symbol.dispose]: () => response.destroy() }
  let text = ''
  for await (const chunk of response) {
    text += String(chunk)
    if (text.length > mostBytes) break
  }
  return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Without the cause, which stands too near to the form that was sent. */
function unreachable(error: unknown, { name }: OAuthProvider): ChannelError {
  const technical = error instanceof Error && 'code' in error ? String(error.code) : null
  return new ChannelError('transient', say('oauth_unreachable', { provider: name }), { technical, scope: 'account' })
}
