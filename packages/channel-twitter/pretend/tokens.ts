/** OAuth 2 of the pretend X: PKCE, access tokens that end, refresh tokens that serve once and take all others with them when stolen. */
import { createHash, randomUUID } from 'node:crypto'

type Asked = { redirectUri: string; challenge: string; scope: string }

export class TokenDesk {
  readonly clientId = `client-${randomUUID()}`
  readonly clientSecret = `client-secret-${randomUUID()}`
  /** Every code, token and secret there ever was. */
  readonly secrets: string[] = [this.clientSecret]
  readonly granted = { authorization_code: 0, refresh_token: 0 }
  lifetimeSeconds = 7_200
  readonly #codes = new Map<string, Asked>()
  readonly #access = new Map<string, { scope: string; endsAt: number }>()
  readonly #refresh = new Map<string, { scope: string; spent: boolean }>()

  /** What the page of consent leads back to. */
  consent(asked: URLSearchParams, allow: boolean): string {
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.searchParams.set('state', asked.get('state') ?? '')
    if (!allow) back.searchParams.set('error', 'access_denied')
    else {
      const code = this.#secret('code')
      this.#codes.set(code, {
        redirectUri: asked.get('redirect_uri') ?? '',
        challenge: asked.get('code_challenge') ?? '',
        scope: asked.get('scope') ?? '',
      })
      back.searchParams.set('code', code)
    }
    return back.href
  }

  /** As if an admin had signed in. */
  signIn(scope = 'dm.read dm.write tweet.read tweet.write users.read media.write offline.access') {
    const granted = this.#grant(scope)
    return {
      accessToken: granted.access_token,
      refreshToken: granted.refresh_token,
      expiresAt: Date.now() + this.lifetimeSeconds * 1_000,
      scope,
      issuedTo: this.clientId,
    }
  }

  accepts(token: string): boolean {
    const found = this.#access.get(token)
    return found !== undefined && found.endsAt > Date.now()
  }

  allows(token: string, scope: string): boolean {
    return this.#access.get(token)?.scope.split(' ').includes(scope) === true
  }

  expireAccessTokens(): void {
    this.#access.clear()
  }

  revoke(): void {
    this.#access.clear()
    this.#refresh.clear()
  }

  /** Of `POST /2/oauth2/token`. */
  answer(form: URLSearchParams, authorization: string): { status: number; body: Record<string, unknown> } {
    const basic = `Basic ${Buffer.from(`${this.clientId}:${this.clientSecret}`).toString('base64')}`
    if (authorization !== basic)
      return {
        status: 401,
        body: { error: 'unauthorized_client', error_description: 'Missing valid authorization header' },
      }
    const refused = {
      status: 400,
      body: { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' },
    }
    if (form.get('grant_type') === 'authorization_code') {
      const asked = this.#codes.get(form.get('code') ?? '')
      this.#codes.delete(form.get('code') ?? '')
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      if (!asked || asked.redirectUri !== form.get('redirect_uri') || asked.challenge !== challenge) return refused
      this.granted.authorization_code += 1
      return { status: 200, body: this.#grant(asked.scope) }
    }
    const found = this.#refresh.get(form.get('refresh_token') ?? '')
    if (!found) return refused
    if (found.spent) this.revoke()
    if (found.spent) return refused
    found.spent = true
    this.granted.refresh_token += 1
    return { status: 200, body: this.#grant(found.scope) }
  }

  #grant(scope: string) {
    const [access_token, refresh_token] = [this.#secret('access'), this.#secret('refresh')]
    this.#access.set(access_token, { scope, endsAt: Date.now() + this.lifetimeSeconds * 1_000 })
    this.#refresh.set(refresh_token, { scope, spent: false })
    return { token_type: 'bearer', access_token, refresh_token, expires_in: this.lifetimeSeconds, scope }
  }

  #secret(kind: string): string {
    const secret = `${kind}-${randomUUID()}`
    this.secrets.push(secret)
    return secret
  }
}
