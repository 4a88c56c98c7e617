/** Signs a request for a file (OAuth 1.0a, RFC 5849): the library signs only what it reads into memory as a whole. */
import { createHmac, randomBytes } from 'node:crypto'
import type { OwnKeys } from './settings.ts'

const secondMs = 1_000

/** The `Authorization` of a GET. */
export function signedHeader(url: URL, keys: OwnKeys): string {
  const oauth: Record<string, string> = {
    oauth_consumer_key: keys.appKey,
    oauth_nonce: randomBytes(24).toString('hex'),
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / secondMs)),
    oauth_token: keys.accessToken,
    oauth_version: '1.0',
  }
  const parameters = [...Object.entries(oauth), ...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&')
  const base = ['GET', encode(`${url.origin}${url.pathname}`), encode(parameters)].join('&')
  const key = `${encode(keys.appSecret)}&${encode(keys.accessSecret)}`
  const signed = { ...oauth, oauth_signature: createHmac('sha1', key).update(base).digest('base64') }
  return `OAuth ${Object.entries(signed)
    .map(([name, value]) => `${encode(name)}="${encode(value)}"`)
    .join(', ')}`
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
