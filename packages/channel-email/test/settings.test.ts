import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { selfSignedCertificate } from '@cordboard/channel-testkit/peers/certificate'
import { emailSettingsSchema, secretFields } from '../src/settings.ts'

const server = { host: 'mail.desk.test', port: 993, security: 'tls', user: 'support@desk.test', password: 'p' }
const good = { address: 'support@desk.test', imap: server, smtp: { ...server, port: 465 } }

function refusals(settings: unknown): { path: string; message: string }[] {
  const issues = emailSettingsSchema.safeParse(settings).error?.issues ?? []
  return issues.map(({ path, message }) => ({ path: path.join('.'), message }))
}

describe('email settings', () => {
  it('reads INBOX unless told otherwise', () => {
    expect(emailSettingsSchema.parse(good).folders).toEqual(['INBOX'])
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
    ['', { ...good, oauth: {} }],
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
    for (const path of secretFields) {
      const field = path.split('.').reduce<Form | undefined>((at, key) => at?.properties?.[key], schema)
      expect(field?.title).toBe('Password')
    }
  })
})

type Form = { title?: string; required?: string[]; properties?: Record<string, Form> }
