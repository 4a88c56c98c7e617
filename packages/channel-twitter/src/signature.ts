/** Proof that an announcement is X's: an HMAC over the raw body, under a secret of the app. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { TwitterSettings } from './settings.ts'

/** X answers and signs by the same construction: anything else would make the desk sign what an attacker likes. */
const challengeShape = /^[A-Za-z0-9_-]{1,128}$/

/** The answer to X's question whether this address is ours; `null` for a question that is none. X asks as the app that registered it. */
export function challengeAnswer(token: string | null, settings: TwitterSettings): string | null {
  const secret = settings.appSecret ?? settings.oauth2?.clientSecret
  return token === null || secret === undefined || !challengeShape.test(token) ? null : signatureOf(token, secret)
}

/** X signs with the secret of either kind of app, or with both; each that can be checked has to hold, and there has to be one. */
export function isSigned(body: Uint8Array, headers: Headers, { oauth2, appSecret }: TwitterSettings): boolean {
  const checks = [
    { given: headers.get('x-twitter-webhooks-signature-oauth2'), secret: oauth2?.clientSecret },
    { given: headers.get('x-twitter-webhooks-signature'), secret: appSecret },
  ].flatMap(({ given, secret }) => (given === null || secret === undefined ? [] : [{ given, secret }]))
  return checks.length > 0 && checks.every(({ given, secret }) => equal(given, signatureOf(body, secret)))
}

function signatureOf(signed: string | Uint8Array, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(signed).digest('base64')}`
}

function equal(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}
