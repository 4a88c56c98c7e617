/** A profile's settings while they are typed. */
import type { Settings } from '../channel-form.ts'

export type SignInWay = 'keys' | 'oauth2'

/** What may be kept as it is stored, without being shown. */
export const secretFields = ['appSecret', 'accessToken', 'accessSecret', 'oauth2.clientSecret'] as const
export type SecretField = (typeof secretFields)[number]

export const prices = [
  'dmRead',
  'mentionRead',
  'postRead',
  'profileRead',
  'dmSent',
  'replySent',
  'linkReplySent',
  'postDeleted',
  'dmAnnounced',
  'postAnnounced',
] as const
export type PriceField = `prices.${(typeof prices)[number]}`

const texts = ['name', 'appKey', 'oauth2.clientId', 'historyDays', 'dailyLimit', 'apiOrigin', 'ca'] as const
export type Field = (typeof texts)[number] | SecretField | PriceField

export type ProfileDraft = {
  values: Record<Field, string>
  way: SignInWay
  /** X announces messages by itself. */
  announced: boolean
  kept: readonly SecretField[]
  /** With which app an admin signed in; `null`: nobody has. */
  signedInWith: string | null
  /** Whose keys or tokens these are, as the desk learnt it; gone with them. */
  profile: unknown
}

export const priceFields = prices.map((price): PriceField => `prices.${price}`)
const fields: readonly Field[] = [...texts, ...secretFields, ...priceFields]

/** What is stored, ready to be changed: secrets that are set come as `null` and stay until they are replaced. */
export function draftOf(name: string, stored: Settings | null): ProfileDraft {
  const valueOf = (field: Field) => (field === 'name' ? name : wordsOf(at(stored, field)))
  const values = Object.fromEntries(fields.map((field) => [field, valueOf(field)])) as Record<Field, string>
  return {
    values: { ...values, historyDays: stored === null ? '7' : values.historyDays },
    way: stored?.['oauth2'] === undefined ? 'keys' : 'oauth2',
    announced: stored?.['webhooks'] === true,
    kept: secretFields.filter((field) => at(stored, field) === null),
    signedInWith: at(stored, 'oauth2.tokens') === null ? values['oauth2.clientId'] : null,
    profile: stored?.['profile'],
  }
}

/** Whether an admin has to go to X's pages before these settings work. */
export function needsSignIn({ way, values, signedInWith }: ProfileDraft): boolean {
  // A new secret is proven by signing in with it.
  return way === 'oauth2' && (signedInWith !== values['oauth2.clientId'].trim() || values['oauth2.clientSecret'] !== '')
}

/** As the API takes them; a kept secret is left out, which leaves it as it is, and so are the tokens. */
export function settingsOf(draft: ProfileDraft): Settings {
  const { values, way, announced } = draft
  const given = (names: readonly Field[]) => names.filter((name) => values[name].trim() !== '')
  const settings: Settings = { historyDays: Number(values.historyDays) }
  const own: readonly Field[] = way === 'keys' ? ['appKey', 'appSecret', 'accessToken', 'accessSecret'] : []
  const ofApp: readonly Field[] = way === 'oauth2' && announced ? ['appKey', 'appSecret'] : []
  for (const name of given([...own, ...ofApp, 'apiOrigin', 'ca'])) settings[name] = values[name].trim()
  if (announced) settings['webhooks'] = true
  if (isSameProfile(draft)) settings['profile'] = draft.profile
  if (values.dailyLimit.trim() !== '') settings['dailyLimit'] = Number(values.dailyLimit)
  const set = given(priceFields).map((name) => [name.replace('prices.', ''), Number(values[name])] as const)
  if (set.length > 0) settings['prices'] = Object.fromEntries(set)
  if (way === 'oauth2') {
    const app = given(['oauth2.clientId', 'oauth2.clientSecret'])
    settings['oauth2'] = Object.fromEntries(app.map((name) => [name.replace('oauth2.', ''), values[name].trim()]))
  }
  return settings
}

function isSameProfile(draft: ProfileDraft): boolean {
  const keepsKeys = draft.way === 'keys' ? draft.kept.includes('accessToken') : !needsSignIn(draft)
  return draft.profile !== undefined && keepsKeys
}

function at(stored: Settings | null, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Settings | undefined)?.[name], stored ?? {})
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
