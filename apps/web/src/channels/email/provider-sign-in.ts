/** Signing in at the mailbox's provider in place of a password, while it is typed. */
import type { Settings } from '../channel-form.ts'
import type { Checks } from './check-draft.ts'
import type { MailboxDraft } from './mailbox-draft.ts'

export type Provider = 'google' | 'microsoft' | 'custom'
export type SignInWay = 'password' | Provider

/** What the app registered at the provider needs to be known by. */
export const providerFields = ['clientId', 'clientSecret', 'tenant', 'authorizeUrl', 'tokenUrl', 'scope', 'ca'] as const
export type ProviderField = `oauth.${(typeof providerFields)[number]}`

/** The fields each provider's settings have. */
const fieldsOf: Record<Provider, readonly (typeof providerFields)[number][]> = {
  google: ['clientId', 'clientSecret'],
  microsoft: ['clientId', 'clientSecret', 'tenant'],
  custom: ['clientId', 'clientSecret', 'authorizeUrl', 'tokenUrl', 'scope', 'ca'],
}

const byServer: readonly (readonly [string, Provider])[] = [
  ['.gmail.com', 'google'],
  ['.office365.com', 'microsoft'],
]

/** Whose server this is, where the desk knows how to sign in there. */
export function providerOf(host: string): Provider | null {
  const name = host.trim().toLowerCase()
  return byServer.find(([end]) => name.endsWith(end))?.[1] ?? null
}

/** Microsoft has switched passwords off nearly everywhere; a Google mailbox opens sooner with an app password. */
export function usualWay(host: string): SignInWay {
  return providerOf(host) === 'microsoft' ? 'microsoft' : 'password'
}

/** As the API takes them; a kept secret is left out, and so are the tokens, which leaves them as they are. */
export function providerSettings({ values, signIn, keptSecret }: MailboxDraft): Settings | null {
  if (signIn === 'password') return null
  const typed = fieldsOf[signIn].map((field) => [field, values[`oauth.${field}`].trim()] as const)
  const given = typed.filter(([field, value]) => value !== '' && !(field === 'clientSecret' && keptSecret))
  return { provider: signIn, ...(signIn === 'custom' && { scope: '' }), ...Object.fromEntries(given) }
}

/** Whether an admin has to go to the provider's pages before these settings open the mailbox. */
export function needsProvider({ signIn, signedIn, values }: MailboxDraft): boolean {
  if (signIn === 'password') return false
  // A new secret is proven by signing in with it: what is stored would go on being renewed with the old one until it is saved.
  if (values['oauth.clientSecret'] !== '') return true
  return signedIn?.way !== signIn || signedIn.clientId !== values['oauth.clientId'].trim()
}

export function checkProvider({ values, signIn, keptSecret }: MailboxDraft): Checks {
  if (signIn === 'password') return {}
  const secretWanted = signIn !== 'custom' && values['oauth.clientSecret'] === '' && !keptSecret
  const isUrl = (field: 'oauth.authorizeUrl' | 'oauth.tokenUrl') => /^https?:\/\/\S+$/i.test(values[field].trim())
  return {
    ...(values['imap.user'].trim() === '' && { 'imap.user': 'email.checkUser' }),
    ...(values['oauth.clientId'].trim() === '' && { 'oauth.clientId': 'email.checkClientId' }),
    ...(secretWanted && { 'oauth.clientSecret': 'email.checkClientSecret' }),
    ...(signIn === 'custom' && !isUrl('oauth.authorizeUrl') && { 'oauth.authorizeUrl': 'email.checkUrl' }),
    ...(signIn === 'custom' && !isUrl('oauth.tokenUrl') && { 'oauth.tokenUrl': 'email.checkUrl' }),
  }
}

type StoredSignIn = Pick<MailboxDraft, 'signIn' | 'signedIn' | 'keptSecret'> & {
  values: Partial<MailboxDraft['values']>
}

/** What stored settings say; secrets that are set come as `null`. */
export function storedProvider({ imap, oauth }: Settings): StoredSignIn {
  const stored = (oauth ?? {}) as Record<string, unknown>
  const provider = stored['provider'] as Provider | undefined
  const isUsed = provider !== undefined && (imap as { signIn?: string } | undefined)?.signIn === 'oauth'
  const texts = providerFields.flatMap((field) =>
    typeof stored[field] === 'string' ? [[`oauth.${field}`, stored[field]] as const] : [],
  )
  const signedIn = isUsed && stored['tokens'] === null ? { way: provider, clientId: String(stored['clientId']) } : null
  return {
    signIn: isUsed ? provider : 'password',
    signedIn,
    keptSecret: stored['clientSecret'] === null,
    values: Object.fromEntries(texts) as StoredSignIn['values'],
  }
}
