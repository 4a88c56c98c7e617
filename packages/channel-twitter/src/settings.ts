/** What an admin says about a profile on X. One schema gives the type, the checks, their sentences and the settings form. */
import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { dailyLimitSchema, pricesSchema } from './prices.ts'

const printable = /^[\x21-\x7e]+$/
const longestKey = 500
const longestToken = 4_000
const mostHistoryDays = 30

/** An access token of OAuth 1.0a begins with the number of the profile it was made for. */
const accessTokenShape = /^(\d{1,20})-[\x21-\x7e]+$/

const app = {
  appKey: key('API key', 'Also called consumer key. On the app’s page “Keys and tokens” at console.x.com.').optional(),
  appSecret: key('API key secret', 'Also called consumer secret; it is beside the API key.').optional(),
}

const oauth1 = {
  accessToken: key(
    'Access token',
    'Made on the same page, for the profile customers write to, after the app has the permission “Read and write and Direct message”.',
  )
    .regex(
      accessTokenShape,
      'An access token begins with the number of the profile and a hyphen. Copy the whole of it.',
    )
    .optional(),
  accessSecret: key('Access token secret', 'It is beside the access token.').optional(),
}

/** Given by X. Access tokens last two hours; the refresh token gets the next ones, serves once and is replaced by that. */
const tokensSchema = z
  .strictObject({
    refreshToken: z.string().max(longestToken).regex(printable, 'This is not a token.'),
    accessToken: z.string().max(longestToken).regex(printable, 'This is not a token.').optional(),
    /** Milliseconds since 1970. */
    expiresAt: z.number().optional(),
    /** The client ID they were given to: another app can do nothing with them. */
    issuedTo: z.string().optional(),
    /** What X let the desk do, with spaces between. */
    scope: z.string().max(1_000).optional(),
  })
  .meta({ title: 'Tokens', description: 'Kept by the desk. An admin gets them by signing in at X.' })

const oauth2Schema = z
  .strictObject({
    clientId: key('Client ID', 'Of the app’s “User authentication settings” at console.x.com.'),
    clientSecret: key('Client secret', 'Only for apps of the type “Web App”; left out for native apps.').optional(),
    tokens: tokensSchema.optional(),
  })
  .meta({ title: 'Signing in at X (OAuth 2)' })

/** Who the account is, as X told at the sign-in or at the last connection. */
const profileSchema = z
  .strictObject({
    id: z.string().regex(/^\d{1,20}$/, 'A profile’s number has digits only.'),
    username: z.string().max(50),
    name: z.string().max(200),
  })
  .meta({ title: 'Profile', description: 'Filled in by the desk.' })

export const twitterSettingsSchema = strict({
  ...app,
  ...oauth1,
  oauth2: oauth2Schema.optional(),
  profile: profileSchema.optional(),
  webhooks: z.boolean().optional().meta({
    title: 'Let X announce new messages',
    description:
      'By the X Activity API: messages come in seconds. Needs an address of the desk that X can reach, and the API key and its secret. Without it X is asked every minute.',
  }),
  historyDays: z
    .int(`Write a whole number of days from 0 to ${mostHistoryDays}.`)
    .min(0, `Write a whole number of days from 0 to ${mostHistoryDays}.`)
    .max(mostHistoryDays, `X keeps direct messages for ${mostHistoryDays} days. Write at most that.`)
    .default(7)
    .meta({
      title: 'Days to fetch at first',
      description:
        'How far back messages are fetched when the profile is connected. X charges for each direct message.',
    }),
  prices: pricesSchema.optional(),
  dailyLimit: dailyLimitSchema.optional(),
  /** When a message came that only the X app can open: shown with the account for a week. */
  encryptedSeenAt: z.iso
    .datetime()
    .optional()
    .meta({ title: 'Last encrypted message', description: 'Filled in by the desk.' }),
  apiOrigin: z
    .string()
    .refine(isOrigin, 'Write where it answers, such as https://127.0.0.1:8443, and nothing behind the port.')
    .optional()
    .meta({ title: 'Address of a pretend X', description: 'Only for tests and the demo.' }),
  ca: z
    .string()
    .refine(
      isCertificate,
      'This is not a certificate in PEM form. Paste the text from “-----BEGIN CERTIFICATE-----” to “-----END CERTIFICATE-----”.',
    )
    .optional()
    .meta({ title: 'Certificate of a pretend X', description: 'Only for tests and the demo.' }),
})
  .refine(({ oauth2, ...keys }) => oauth2 !== undefined || hasOwnKeys(keys), {
    error: 'Write the API key, its secret, the access token and its secret; or sign in at X with a client ID.',
    path: ['accessToken'],
  })
  .refine(({ oauth2, accessToken, accessSecret }) => oauth2 === undefined || (!accessToken && !accessSecret), {
    error: 'Choose one way to sign in: an access token with its secret, or a client ID.',
    path: ['oauth2'],
  })
  .refine(({ webhooks, appKey, appSecret }) => webhooks !== true || (appKey !== undefined && appSecret !== undefined), {
    error: 'For messages to be announced, X wants the API key and its secret as well.',
    path: ['appSecret'],
  })

export type TwitterSettings = z.output<typeof twitterSettingsSchema>
export type Tokens = z.output<typeof tokensSchema>
export type Profile = z.output<typeof profileSchema>

/** Dotted paths of what is sealed at rest and never leaves the server. */
export const secretFields: readonly string[] = [
  'appSecret',
  'accessToken',
  'accessSecret',
  'oauth2.clientSecret',
  'oauth2.tokens',
]

export type OwnKeys = { appKey: string; appSecret: string; accessToken: string; accessSecret: string }

/** The four keys of OAuth 1.0a; `null` for an account that signs in otherwise. */
export function ownKeys({ appKey, appSecret, accessToken, accessSecret }: Partial<OwnKeys>): OwnKeys | null {
  return appKey && appSecret && accessToken && accessSecret ? { appKey, appSecret, accessToken, accessSecret } : null
}

/** The number of the account's own profile, as far as the settings tell. */
export function ownId({ profile, accessToken }: TwitterSettings): string | null {
  // Keys tell it themselves; the profile may be the one of the keys before.
  return accessTokenShape.exec(accessToken ?? '')?.[1] ?? profile?.id ?? null
}

function hasOwnKeys(keys: Partial<OwnKeys>): boolean {
  return ownKeys(keys) !== null
}

function key(title: string, description: string) {
  return z
    .string(`${title} is missing.`)
    .trim()
    .max(longestKey, `${title} is too long.`)
    .regex(printable, `${title} is letters, digits and signs without spaces. Paste it again.`)
    .meta({ title, description })
}

function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `There is no setting called ${issue.keys.map((name) => `“${name}”`).join(', ')}. Remove it.`
        : undefined,
  })
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:' && new URL(text).origin === text
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
