/** A real authorisation server (OAuth 2 with PKCE): refresh tokens serve once, what is wrong is refused, and it misbehaves on demand. */
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'

/** What becomes of the next request for tokens. A request that is `cut` was answered as far as the provider knows: it has rotated. */
export type TokenFault =
  | { do: 'slow'; ms: number }
  | { do: 'answer'; status: number; body: string }
  | { do: 'cut'; rotated: boolean; onCut?: () => void }

type Asked = { redirectUri: string; challenge: string; state: string; user: string }
type Granted = { user: string; expiresAt: number }

/** Listens on 127.0.0.1. `user`: whose mailbox the admin chooses on its page. */
export async function startOauthProvider(
  options: { user?: string; lifetimeSeconds?: number } = {},
): Promise<OauthProvider> {
  const provider = new OauthProvider(options)
  await provider.start()
  return provider
}

export class OauthProvider implements AsyncDisposable {
  readonly clientId = `client-${randomUUID()}`
  readonly clientSecret = `client-secret-${randomUUID()}`
  readonly scope = 'mail offline'
  /** How long access tokens last from now on. */
  lifetimeSeconds: number
  /** How often tokens were asked for, by grant, and how often each succeeded. */
  readonly asked = { authorization_code: 0, refresh_token: 0 }
  readonly granted = { authorization_code: 0, refresh_token: 0 }
  /** Every token, code and secret there ever was: none of them may be read anywhere. */
  readonly secrets: string[] = [this.clientSecret]
  /** What the authorisation page was asked, in order. */
  readonly visits: URLSearchParams[] = []
  readonly #user: string
  readonly #faults: TokenFault[] = []
  readonly #codes = new Map<string, Asked>()
  readonly #access = new Map<string, Granted>()
  readonly #refresh = new Map<string, { user: string; spent: boolean }>()
  readonly #server: Server

  constructor({ user = 'support', lifetimeSeconds = 3600 }: { user?: string; lifetimeSeconds?: number }) {
    this.#user = user
    this.lifetimeSeconds = lifetimeSeconds
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  async start(): Promise<void> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening')
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** What an account's settings say of this provider; with tokens, as after a sign-in. */
  settings(tokens: { refreshToken: string; accessToken: string; expiresAt: number } | null = null) {
    const { origin, clientId, clientSecret, scope } = this
    const urls = { authorizeUrl: `${origin}/authorize`, tokenUrl: `${origin}/token` }
    return { provider: 'custom' as const, clientId, clientSecret, ...urls, scope, ...(tokens && { tokens }) }
  }

  /** As if an admin had signed in; `expired`: so long ago that the access token has ended. */
  tokens({ expired = false }: { expired?: boolean } = {}) {
    const granted = this.#grant(this.#user)
    if (expired) this.expireAccessTokens()
    const expiresAt = expired ? Date.now() - 1_000 : Date.now() + this.lifetimeSeconds * 1_000
    return { refreshToken: granted.refresh_token, accessToken: granted.access_token, expiresAt }
  }

  script(...faults: readonly TokenFault[]): void {
    this.#faults.push(...faults)
  }

  /** Whether a mail server should let this person in with this token. */
  accepts(user: string, token: string): boolean {
    const granted = this.#access.get(token)
    return granted !== undefined && granted.user === user && granted.expiresAt > Date.now()
  }

  expireAccessTokens(): void {
    this.#access.clear()
  }

  /** As when the person takes the access back: no token serves any more. */
  revoke(): void {
    this.#access.clear()
    this.#refresh.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await once(this.#server.close(), 'close')
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin)
    if (url.pathname === '/authorize') return this.#authorize(url.searchParams, response)
    if (url.pathname === '/decide') return this.#decide(url.searchParams, response)
    // A browser asks for it, and a 404 would be a fault on the page.
    if (url.pathname === '/favicon.ico') return void response.writeHead(204).end()
    if (url.pathname === '/tokeninfo') return this.#tokenInfo(url.searchParams, response)
    if (url.pathname === '/token' && request.method === 'POST')
      return this.#token(new URLSearchParams(await text(request)), response)
    response.writeHead(404).end()
  }

  /** The page of consent, as a browser sees it. */
  #authorize(asked: URLSearchParams, response: ServerResponse): void {
    this.visits.push(asked)
    const wrong =
      asked.get('client_id') !== this.clientId ||
      asked.get('response_type') !== 'code' ||
      asked.get('code_challenge_method') !== 'S256'
    if (wrong) return void response.writeHead(400).end('invalid request')
    const link = (answer: string) => `/decide?${new URLSearchParams([...asked, ['answer', answer]]).toString()}`
    const escaped = (href: string) => href.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(
        `<title>Pretend provider</title><h1>Let the desk read your mail?</h1><a href="${escaped(link('allow'))}">Allow</a> <a href="${escaped(link('deny'))}">Deny</a>`,
      )
  }

  #decide(asked: URLSearchParams, response: ServerResponse): void {
    const redirectUri = asked.get('redirect_uri') ?? ''
    const state = asked.get('state') ?? ''
    const back = new URL(redirectUri)
    back.searchParams.set('state', state)
    if (asked.get('answer') === 'allow') {
      const code = this.#secret('code')
      this.#codes.set(code, { redirectUri, challenge: asked.get('code_challenge') ?? '', state, user: this.#user })
      back.searchParams.set('code', code)
    } else back.searchParams.set('error', asked.get('answer') === 'deny' ? 'access_denied' : 'server_error')
    response.writeHead(302, { location: back.href }).end()
  }

  /** As Dovecot's `tokeninfo_url` asks. */
  #tokenInfo(asked: URLSearchParams, response: ServerResponse): void {
    const granted = this.#access.get(asked.get('access_token') ?? '')
    if (!granted || granted.expiresAt <= Date.now()) return json(response, 401, { error: 'invalid_token' })
    json(response, 200, { email: granted.user, scope: this.scope })
  }

  async #token(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const grant = form.get('grant_type')
    if (grant !== 'authorization_code' && grant !== 'refresh_token')
      return refuse(response, 'unsupported_grant_type', form)
    this.asked[grant] += 1
    const fault = this.#faults.shift()
    if (fault?.do === 'slow') await delay(fault.ms)
    if (fault?.do === 'answer') return void response.writeHead(fault.status).end(fault.body)
    const cut = fault?.do === 'cut' ? fault : null
    if (cut && !cut.rotated) return this.#cut(response, cut)
    if (form.get('client_id') !== this.clientId || form.get('client_secret') !== this.clientSecret)
      return refuse(response, 'invalid_client', form)
    const user = grant === 'refresh_token' ? this.#redeemRefresh(form) : this.#redeemCode(form)
    if (user === null) return refuse(response, 'invalid_grant', form)
    this.granted[grant] += 1
    const granted = this.#grant(user)
    if (cut) return this.#cut(response, cut)
    json(response, 200, granted)
  }

  #cut(response: ServerResponse, { onCut }: { onCut?: () => void }): void {
    onCut?.()
    response.socket?.destroy()
  }

  /** A code serves once, for the address and the verifier it was made for. */
  #redeemCode(form: URLSearchParams): string | null {
    const code = form.get('code') ?? ''
    const asked = this.#codes.get(code)
    this.#codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!asked || asked.redirectUri !== form.get('redirect_uri') || asked.challenge !== challenge) return null
    return asked.user
  }

  /** One that comes a second time was stolen or raced for: nothing of its owner's serves any more. */
  #redeemRefresh(form: URLSearchParams): string | null {
    const known = this.#refresh.get(form.get('refresh_token') ?? '')
    if (!known) return null
    if (known.spent) {
      this.revoke()
      return null
    }
    known.spent = true
    return known.user
  }

  #grant(user: string) {
    const [access, refresh] = [this.#secret('access'), this.#secret('refresh')]
    this.#access.set(access, { user, expiresAt: Date.now() + this.lifetimeSeconds * 1_000 })
    this.#refresh.set(refresh, { user, spent: false })
    return { access_token: access, refresh_token: refresh, token_type: 'Bearer', expires_in: this.lifetimeSeconds }
  }

  #secret(kind: string): string {
    const secret = `${kind}-${randomUUID()}`
    this.secrets.push(secret)
    return secret
  }
}

/** Repeats what it was sent, as some providers do. */
function refuse(response: ServerResponse, error: string, form: URLSearchParams): void {
  json(response, 400, { error, error_description: `Refused: ${form.toString()}` })
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
