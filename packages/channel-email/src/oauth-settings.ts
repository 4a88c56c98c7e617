/** How a mailbox signs in where passwords are switched off: with tokens of the provider's, by an app the operator registered there. */
import { X509Certificate } from 'node:crypto'
import { z } from 'zod'

const longestSecret = 4_096
/** Access tokens of Microsoft's are some kilobytes long. */
const longestToken = 20_000
/** What RFC 6749 allows in a token (VSCHAR); anything else could end a field of the SASL exchange early. */
const tokenShape = /^[\x20-\x7e]+$/
const tenantShape = /^[a-z0-9][a-z0-9.-]{0,99}$/i
const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

const tokenSchema = z.string().max(longestToken).regex(tokenShape, 'This is not a token.')

/** Given by the provider. An access token alone lasts an hour; the refresh token gets the next one, and may be replaced by that. */
const tokensSchema = z
  .strictObject({
    refreshToken: tokenSchema,
    accessToken: tokenSchema.optional(),
    /** Milliseconds since 1970. */
    expiresAt: z.number().optional(),
    /** The client ID they were given to: another app can do nothing with them. */
    issuedTo: z.string().optional(),
  })
  .meta({ title: 'Tokens', description: 'Kept by the desk. An admin gets them by signing in at the provider.' })
export type Tokens = z.output<typeof tokensSchema>

const app = {
  clientId: z
    .string('Write the client ID of the app registered at the provider.')
    .trim()
    .min(1, 'Write the client ID of the app registered at the provider.')
    .max(500, 'A client ID has at most 500 characters.')
    .regex(/^[\x20-\x7e]*$/, 'A client ID holds letters, digits and signs only. Paste it again.')
    .meta({ title: 'Client ID' }),
  clientSecret: z
    .string()
    .max(longestSecret, 'A client secret has at most 4,096 characters.')
    .regex(/^[\x20-\x7e]*$/, 'A client secret holds letters, digits and signs only. Paste it again.')
    .optional()
    .meta({ title: 'Client secret', description: 'The value, not its ID. Left out only for apps without one.' }),
  tokens: tokensSchema.optional(),
}

const urlSchema = (title: string) =>
  z
    .string()
    .max(2_000)
    .refine(isSafeUrl, 'Write a whole address that begins with https:// (http:// only on this machine).')
    .meta({ title })

export const oauthSchema = z
  .discriminatedUnion(
    'provider',
    [
      z.strictObject({ provider: z.literal('google'), ...app }),
      z.strictObject({
        provider: z.literal('microsoft'),
        ...app,
        tenant: z
          .string()
          .trim()
          .regex(tenantShape, 'Write the directory (tenant) ID, the organisation’s domain, or leave it out.')
          .optional()
          .meta({ title: 'Directory (tenant) ID', description: 'Left out: any organisation or personal mailbox.' }),
      }),
      z.strictObject({
        provider: z.literal('custom'),
        ...app,
        authorizeUrl: urlSchema('Authorisation address'),
        tokenUrl: urlSchema('Token address'),
        scope: z
          .string()
          .trim()
          .max(1_000)
          .regex(/^[\x21-\x7e]*(?: +[\x21-\x7e]+)*$/, 'Scopes are words with spaces between them.')
          .meta({ title: 'Scopes' }),
        ca: z
          .string()
          .refine(isCertificate, 'This is not a certificate in PEM form.')
          .optional()
          .meta({ title: 'Own certificate authority' }),
      }),
    ],
    { error: 'Choose whose sign-in this is: google, microsoft or custom.' },
  )
  .meta({ title: 'Signing in at the provider (OAuth 2)' })
export type OAuthSettings = z.output<typeof oauthSchema>

/** Plain HTTP would show the tokens to anyone on the way. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, hash } = new URL(text)
  const isPrivate = protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname))
  return isPrivate && username === '' && hash === ''
}

export function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
