/** A mailbox's settings while they are typed: every field a string under its dotted path, so that faults find their fields. */
import type { Settings } from '../channel-form.ts'
import { foldersOf, typedFolders } from './folder-names.ts'
import {
  providerFields,
  providerSettings,
  type ProviderField,
  storedProvider,
  type SignInWay,
  usualWay,
} from './provider-sign-in.ts'

export type Server = 'imap' | 'smtp'
export type Security = 'tls' | 'starttls' | 'none'
type ServerField = 'host' | 'port' | 'security' | 'user' | 'password' | 'ca'
export type Field =
  | 'address'
  | 'name'
  | 'fromName'
  | 'folders'
  | 'sentCopies'
  | 'trustedServer'
  | `${Server}.${ServerField}`
  | ProviderField

export type MailboxDraft = {
  values: Record<Field, string>
  /** Sending signs in as receiving does. */
  sameSignIn: boolean
  /** The servers whose stored password stays as it is. */
  keptPasswords: readonly Server[]
  /** With passwords, or at the provider for both servers. */
  signIn: SignInWay
  /** For which app an admin has signed in at which provider. */
  signedIn: { way: SignInWay; clientId: string } | null
  /** The stored client secret stays as it is. */
  keptSecret: boolean
}

export const securityNames = { tls: 'TLS', starttls: 'STARTTLS', none: '' } as const

const usualPorts: Record<Server, Record<Security, string>> = {
  imap: { tls: '993', starttls: '143', none: '143' },
  smtp: { tls: '465', starttls: '587', none: '25' },
}

const emptyDraft: MailboxDraft = {
  values: {
    address: '',
    name: '',
    fromName: '',
    folders: 'INBOX',
    sentCopies: 'auto',
    trustedServer: '',
    ...emptyServer('imap'),
    ...emptyServer('smtp'),
    ...Object.fromEntries(providerFields.map((field) => [`oauth.${field}`, ''])),
  } as Record<Field, string>,
  sameSignIn: true,
  keptPasswords: [],
  signIn: 'password',
  signedIn: null,
  keptSecret: false,
}

function emptyServer(server: Server): Partial<Record<Field, string>> {
  return {
    [`${server}.host`]: '',
    [`${server}.port`]: usualPorts[server].tls,
    [`${server}.security`]: 'tls',
    [`${server}.user`]: '',
    [`${server}.password`]: '',
    [`${server}.ca`]: '',
  }
}

/** What is stored, ready to be changed: secrets that are set come as `null` and stay until they are replaced. */
export function draftOf(name: string, stored: Settings | null): MailboxDraft {
  if (stored === null) return { ...emptyDraft, values: { ...emptyDraft.values, name } }
  const { values: atProvider, ...signIn } = storedProvider(stored)
  const values = { ...emptyDraft.values, ...knownValues(stored), ...atProvider, name }
  const byPassword = (['imap', 'smtp'] as const).filter((server) => serverOf(stored, server)['signIn'] !== 'oauth')
  const keptPasswords = byPassword.filter((server) => serverOf(stored, server)['password'] === null)
  return {
    values,
    sameSignIn: values['imap.user'] === values['smtp.user'] && keptPasswords.length !== 1,
    keptPasswords,
    ...signIn,
  }
}

/** Puts found servers into what was typed; a field nothing was found for keeps its value. */
export function withFound(draft: MailboxDraft, found: Settings): MailboxDraft {
  const values = { ...draft.values, ...knownValues(found), address: draft.values.address }
  const sameSignIn = values['imap.user'] === values['smtp.user']
  return { ...draft, values, sameSignIn, signIn: usualWay(values['imap.host']) }
}

/** For an address whose servers are not known: those found for another one would be wrong. */
export function withoutServers(draft: MailboxDraft): MailboxDraft {
  return { ...draft, values: { ...draft.values, ...emptyServer('imap'), ...emptyServer('smtp') } }
}

/** Another encryption mostly means another port: a port that is the usual one follows. */
export function withSecurity(draft: MailboxDraft, server: Server, security: Security): MailboxDraft {
  const before = draft.values[`${server}.security`] as Security
  const port = draft.values[`${server}.port`]
  const follows = port === '' || port === usualPorts[server][before]
  return {
    ...draft,
    values: {
      ...draft.values,
      [`${server}.security`]: security,
      [`${server}.port`]: follows ? usualPorts[server][security] : port,
    },
  }
}

/** As the API takes them. A kept password is left out, which leaves it as it is. */
export function settingsOf(draft: MailboxDraft): Settings {
  const { values, sameSignIn } = draft
  const oauth = providerSettings(draft)
  const fromName = values.fromName.trim()
  const trustedServer = values.trustedServer.trim()
  return {
    address: values.address.trim(),
    ...(fromName !== '' && { fromName }),
    imap: serverSettings(draft, 'imap', 'imap'),
    smtp: serverSettings(draft, 'smtp', sameSignIn || oauth ? 'imap' : 'smtp'),
    ...(oauth && { oauth }),
    folders: foldersOf(values.folders),
    ...(values.sentCopies !== 'auto' && { sentCopies: values.sentCopies }),
    ...(trustedServer !== '' && { trustedServer }),
  }
}

/** `signIn`: the server whose fields say how. */
function serverSettings({ values, keptPasswords, signIn: way }: MailboxDraft, name: Server, signIn: Server): Settings {
  const user = values[`${signIn}.user`].trim()
  const isKept = keptPasswords.includes(signIn) && user !== ''
  const ca = values[`${name}.ca`].trim()
  const byPassword = isKept ? {} : { password: values[`${signIn}.password`] }
  return {
    host: values[`${name}.host`].trim(),
    port: Number(values[`${name}.port`]),
    security: values[`${name}.security`],
    user,
    // A password from before would lie there unused.
    ...(way === 'password' ? byPassword : { signIn: 'oauth', password: '' }),
    ...(ca !== '' && { ca }),
  }
}

function knownValues(settings: Settings): Partial<Record<Field, string>> {
  const known: Partial<Record<Field, string>> = {}
  for (const field of ['address', 'fromName', 'sentCopies', 'trustedServer'] as const) {
    if (typeof settings[field] === 'string') known[field] = settings[field]
  }
  if (Array.isArray(settings['folders'])) known.folders = typedFolders(settings['folders'] as string[])
  for (const server of ['imap', 'smtp'] as const) {
    const stored = serverOf(settings, server)
    for (const field of ['host', 'port', 'security', 'user', 'ca'] as const) {
      const value = stored[field]
      if (typeof value === 'string' || typeof value === 'number') known[`${server}.${field}`] = String(value)
    }
  }
  return known
}

function serverOf(settings: Settings, server: Server): Record<string, unknown> {
  return (settings[server] ?? {}) as Record<string, unknown>
}
