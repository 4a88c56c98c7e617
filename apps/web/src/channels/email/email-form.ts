import { lazy } from 'react'
import type { ChannelForm } from '../channel-form.ts'
import { typedFolders } from './folder-names.ts'
import { securityNames } from './mailbox-draft.ts'
import { providerFields } from './provider-sign-in.ts'

type Server = { host?: string; port?: number; security?: string; user?: string; signIn?: string }

/** OpenSSL's codes for a certificate that a pasted authority would vouch for. */
const unknownAuthority = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/

const providerLabels: Record<(typeof providerFields)[number], string> = {
  clientId: 'clientId',
  clientSecret: 'clientSecret',
  tenant: 'tenant',
  authorizeUrl: 'authorizeUrl',
  tokenUrl: 'tokenUrl',
  scope: 'scope',
  ca: 'caProvider',
}

const labels: Record<string, string> = {
  address: 'email.address',
  fromName: 'email.fromName',
  folders: 'email.folders',
  sentCopies: 'email.sentCopies',
  trustedServer: 'email.trustedServer',
  oauth: 'email.clientId',
  ...Object.fromEntries(providerFields.map((field) => [`oauth.${field}`, `email.${providerLabels[field]}`])),
  ...serverLabels('imap', { user: 'email.user', password: 'email.password', ca: 'email.caReceiving' }),
  ...serverLabels('smtp', { user: 'email.userSending', password: 'email.passwordSending', ca: 'email.caSending' }),
}

function serverLabels(server: string, own: Record<string, string>): Record<string, string> {
  const both = { host: 'email.host', port: 'email.port', security: 'email.security', ...own }
  return Object.fromEntries(Object.entries(both).map(([field, label]) => [`${server}.${field}`, label]))
}

export const emailForm: ChannelForm = {
  id: 'email',
  stages: ['email.stageAddress', 'email.stageServers'],
  Form: lazy(async () => ({ default: (await import('./MailboxForm.tsx')).MailboxForm })),
  testIntro: 'test.intro',
  testSteps: {
    receive: ['dns', 'connect', 'tls', 'sign_in', 'read', 'receive'],
    send: ['dns', 'connect', 'tls', 'sign_in', 'send'],
  },
  fieldOfStep: ({ step, direction, technical }) => {
    const server = direction === 'receive' ? 'imap' : 'smtp'
    if (step === 'dns' || step === 'connect') return `${server}.host`
    if (step === 'tls') return unknownAuthority.test(technical ?? '') ? `${server}.ca` : `${server}.security`
    if (step === 'sign_in') return `${server}.password`
    if (step === 'read' || step === 'receive') return 'folders'
    return step === 'send' ? 'address' : null
  },
  labelOf: (field) => labels[field.replace(/^(folders)\.\d+$/, '$1')] ?? null,
  limitHint: 'sending.emailLimits',
  signsInAtProvider: ({ imap }) => (imap as Server).signIn === 'oauth',
  addressOf: ({ address }) => (typeof address === 'string' ? address : null),
  factsOf: ({ imap, smtp, folders }) => [
    { label: 'email.receiving', value: serverLine(imap as Server) },
    { label: 'email.sending', value: serverLine(smtp as Server) },
    { label: 'email.folders', value: Array.isArray(folders) ? typedFolders(folders as string[]) : 'INBOX' },
  ],
}

function serverLine({ host = '', port, security, user }: Server): string {
  const encryption = securityNames[security as keyof typeof securityNames]
  return [`${host}:${port}`, encryption, user].filter(Boolean).join(' · ')
}
