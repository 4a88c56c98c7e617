/** Checks signatures of OAuth 1.0a (RFC 5849) as X does: over method, address, query and form, once, and not too old. */
import { createHmac } from 'node:crypto'

export type Asked = { method: string; url: URL; form: URLSearchParams; authorization: string }
export type Keys = { appKey: string; appSecret: string; accessToken: string; accessSecret: string }

const mostSkewSeconds = 300

export class SignatureCheck {
  readonly #nonces = new Set<string>()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  /** `null`: it holds. Otherwise why not. */
  fault({ method, url, form, authorization }: Asked, keys: Keys): 'keys' | 'signature' | 'timestamp' | 'nonce' | null {
    const given = new Map(
      [...authorization.replace(/^OAuth /, '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        decodeURIComponent(value),
      ]),
    )
    if (given.get('oauth_consumer_key') !== keys.appKey || given.get('oauth_token') !== keys.accessToken) return 'keys'
    const age = Math.abs(this.#now().getTime() / 1_000 - Number(given.get('oauth_timestamp')))
    if (!(age < mostSkewSeconds)) return 'timestamp'
    const signed = [...given].filter(([name]) => name.startsWith('oauth_') && name !== 'oauth_signature')
    const pairs = [...signed, ...url.searchParams, ...form].map(
      ([name, value]) => [percent(name), percent(value)] as const,
    )
    const sorted = pairs.toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    const base = [
      method,
      percent(`${url.origin}${url.pathname}`),
      percent(sorted.map((pair) => pair.join('=')).join('&')),
    ].join('&')
    const signature = createHmac('sha1', `${percent(keys.appSecret)}&${percent(keys.accessSecret)}`)
      .update(base)
      .digest('base64')
    if (signature !== given.get('oauth_signature')) return 'signature'
    const nonce = given.get('oauth_nonce') ?? ''
    if (nonce === '' || this.#nonces.has(nonce)) return 'nonce'
    this.#nonces.add(nonce)
    return null
  }
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
