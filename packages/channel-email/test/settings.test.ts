import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { selfSignedCertificate } from '@cordboard/certificate/self-signed'
import { emailSettingsSchema, secretFields } from '../src/settings.ts'

const server = { host: 'mail.desk.test', port: 993, security: 'tls', user: 'support@desk.test', password: 'p' }
const good = { address: 'support@desk.test', imap: server, smtp: { ...server, port: 465 } }

const app = { provider: 'google', clientId: 'abc' }
const custom = {
  provider: 'custom',
  clientId: 'abc',
  authorizeUrl: 'https://login.desk.test/authorize',
  tokenUrl: 'https://login.desk.test/token',
  scope: 'mail',
}

function refusals(settings: unknown): { path: string; message: string }[] {
  const issues = emailSettingsSchema.safeParse(settings).error?.issues ?? []
  return issues.map(({ path, message }) => ({ path: path.join('.'), message }))
}

describe('email settings', () => {
  it('reads INBOX unless told otherwise', () => {
    expect(emailSettingsSchema.parse(good).folders).toEqual(['INBOX'])
  })

  it('takes what was stored before there was another way than a password, and leaves it as it was', () => {
    const stored = { ...good, fromName: 'Desk', folders: ['INBOX', 'Support'] }
    expect(emailSettingsSchema.parse(stored)).toEqual(stored)
  })

  it('takes a provider’s sign-in in place of passwords, before and after there are tokens', () => {
    const { password: _, ...named } = server
    const signIn = { ...named, signIn: 'oauth' }
    const tokens = { refreshToken: 'r', accessToken: 'a', expiresAt: 1, issuedTo: 'abc' }
    for (const oauth of [app, { ...app, clientSecret: 's', tokens }, custom])
      expect(refusals({ address: good.address, imap: signIn, smtp: signIn, oauth })).toEqual([])
  })

  it('takes a server that wants no sign-in for sending, and an own authority', () => {
    const ca = selfSignedCertificate().cert
    expect(refusals({ ...good, smtp: { ...good.smtp, user: '', password: '', ca } })).toEqual([])
  })

  it.each([
    ['address', { ...good, address: 'nobody' }],
    ['address', { ...good, address: 'a@b.test\r\nBcc: c@d.test' }],
    ['imap.host', { ...good, imap: { ...server, host: 'https://mail.desk.test' } }],
    ['imap.host', { ...good, imap: { ...server, host: 'mail desk' } }],
    ['imap.port', { ...good, imap: { ...server, port: 0 } }],
    ['imap.port', { ...good, imap: { ...server, port: '993' } }],
    ['imap.security', { ...good, imap: { ...server, security: 'ssl' } }],
    ['imap.password', { ...good, imap: { ...server, password: '' } }],
    ['imap.ca', { ...good, imap: { ...server, ca: 'not a certificate' } }],
    ['smtp.password', { ...good, smtp: { ...server, password: '' } }],
    ['smtp.password', { ...good, smtp: { ...server, password: 'a\nb' } }],
    ['imap', { ...good, imap: { ...server, pasword: 'x' } }],
    ['', { ...good, oauth2: {} }],
    ['oauth.provider', { ...good, oauth: {} }],
    ['oauth', { ...good, imap: { ...server, signIn: 'oauth' } }],
    ['oauth.clientId', { ...good, oauth: { ...app, clientId: '' } }],
    ['oauth.tenant', { ...good, oauth: { ...app, provider: 'microsoft', tenant: 'a/../b' } }],
    ['oauth.tokenUrl', { ...good, oauth: { ...custom, tokenUrl: 'http://login.desk.test/token' } }],
    ['oauth.authorizeUrl', { ...good, oauth: { ...custom, authorizeUrl: 'javascript:alert(1)//a' } }],
    ['smtp.user', { ...good, smtp: { ...server, signIn: 'oauth', user: '' }, oauth: app }],
    ['folders', { ...good, folders: [] }],
    ['fromName', { ...good, fromName: 'a\r\nb' }],
  ])('refuses a wrong %s with a sentence', (path, settings) => {
    const refused = refusals(settings)
    expect(refused.map((refusal) => refusal.path)).toEqual([path])
    expect(refused[0]?.message).toMatch(/^[A-Z].* .*\.$/s)
  })

  it('describes itself for a form, secrets at the paths it names', () => {
    const schema = z.toJSONSchema(emailSettingsSchema, { io: 'input' }) as Form
    expect(schema.required).toEqual(['address', 'imap', 'smtp'])
    const titles = secretFields.map((path) => path.split('.').reduce<Form | undefined>(fieldOf, schema)?.title)
    expect(titles).toEqual(['Password', 'Password', 'Client secret', 'Tokens'])
  })
})

function fieldOf(at: Form | undefined, key: string): Form | undefined {
  return at?.properties?.[key] ?? at?.oneOf?.[0]?.properties?.[key]
}

type Form = { title?: string; required?: string[]; properties?: Record<string, Form>; oneOf?: Form[] }
