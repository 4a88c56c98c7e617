import { describe, expect, test } from 'vitest'
import { checkAddress, checkDraft } from '../src/channels/email/check-draft.ts'
import { typedFolders } from '../src/channels/email/folder-names.ts'
import {
  draftOf,
  settingsOf,
  withFound,
  withoutServers,
  withSecurity,
  type Field,
  type MailboxDraft,
} from '../src/channels/email/mailbox-draft.ts'
import { needsProvider, usualWay } from '../src/channels/email/provider-sign-in.ts'
import { passwordAdvice } from '../src/channels/email/password-advice.ts'

const stored = {
  address: 'support@acme.test',
  imap: { host: 'imap.acme.test', port: 993, security: 'tls', user: 'support@acme.test', password: null },
  smtp: { host: 'smtp.acme.test', port: 587, security: 'starttls', user: 'support@acme.test', password: null },
  folders: ['INBOX', 'Archive'],
}

function typed(values: Partial<Record<Field, string>>, draft: MailboxDraft = draftOf('', null)): MailboxDraft {
  return { ...draft, values: { ...draft.values, ...values } }
}

const complete = typed({
  address: 'support@acme.test',
  'imap.host': 'imap.acme.test',
  'smtp.host': 'smtp.acme.test',
  'imap.user': 'support@acme.test',
  'imap.password': 'secret word',
})

describe('what is typed becomes settings', () => {
  test('with one sign-in for both servers', () => {
    expect(settingsOf(complete)).toEqual({
      address: 'support@acme.test',
      imap: { host: 'imap.acme.test', port: 993, security: 'tls', user: 'support@acme.test', password: 'secret word' },
      smtp: { host: 'smtp.acme.test', port: 465, security: 'tls', user: 'support@acme.test', password: 'secret word' },
      folders: ['INBOX'],
    })
  })

  test('with sending that needs no sign-in', () => {
    expect(settingsOf({ ...complete, sameSignIn: false })).toMatchObject({ smtp: { user: '', password: '' } })
  })

  test.each([[['INBOX', '客户/支持']], [['A, B', 'Say "hello"', '逗，号', "O'Brien"]], [['Only']]])(
    'with folders of any name: %j',
    (folders) => {
      const typedNames = typedFolders(folders)
      expect(settingsOf(typed({ folders: typedNames }, complete))).toMatchObject({ folders })
    },
  )

  test('with folders however they are separated', () => {
    expect(settingsOf(typed({ folders: 'INBOX， 已处理,, ' }, complete))).toMatchObject({
      folders: ['INBOX', '已处理'],
    })
  })
})

describe('a stored mailbox', () => {
  test('keeps its passwords by leaving them out', () => {
    const settings = settingsOf(draftOf('Support', stored))
    expect(settings).toMatchObject({ folders: ['INBOX', 'Archive'], smtp: { port: 587, security: 'starttls' } })
    expect(settings['imap']).not.toHaveProperty('password')
    expect(settings['smtp']).not.toHaveProperty('password')
  })

  test('replaces both where one sign-in serves both', () => {
    const draft = { ...draftOf('Support', stored), keptPasswords: [] }
    const settings = settingsOf(typed({ 'imap.password': 'fresh' }, draft))
    expect(settings).toMatchObject({ imap: { password: 'fresh' }, smtp: { password: 'fresh' } })
  })

  test('without a sign-in for sending stays without', () => {
    const { password: _, ...smtp } = stored.smtp
    const draft = draftOf('Support', { ...stored, smtp: { ...smtp, user: '' } })
    expect(draft.sameSignIn).toBe(false)
    expect(settingsOf(draft)).toMatchObject({ smtp: { user: '', password: '' } })
    expect(checkDraft(draft)).toEqual({})
  })
})

describe('servers that were found', () => {
  const found = { imap: { host: 'imap.gmail.com', port: 993, security: 'tls', user: 'a@gmail.com', password: '' } }

  test('fill the fields and keep what was typed', () => {
    const draft = withFound(typed({ address: 'a@gmail.com', 'imap.password': 'typed' }), found)
    expect(draft.values).toMatchObject({ 'imap.host': 'imap.gmail.com', 'imap.password': 'typed' })
  })

  test('do not outlive the address they were found for', () => {
    const draft = withoutServers(withFound(typed({ address: 'a@gmail.com' }), found))
    expect(draft.values['imap.host']).toBe('')
    expect(draft.values.address).toBe('a@gmail.com')
  })
})

test('a usual port follows the encryption, another one stays', () => {
  expect(withSecurity(complete, 'smtp', 'starttls').values['smtp.port']).toBe('587')
  const own = typed({ 'imap.port': '1993' }, complete)
  expect(withSecurity(own, 'imap', 'starttls').values['imap.port']).toBe('1993')
})

describe('what is told wrong before the server is asked', () => {
  test.each(['', 'support', 'a b@acme.test', 'a@b@c'])('the address “%s”', (address) => {
    expect(checkAddress(typed({ address }))).toHaveProperty('address')
  })

  test.each([
    ['imap.host', 'https://imap.acme.test'],
    ['imap.port', '0'],
    ['smtp.port', '99999'],
    ['imap.password', ''],
    ['smtp.ca', 'not a certificate'],
    ['folders', ' , '],
  ] as const)('%s “%s”, and nothing else', (field, value) => {
    expect(Object.keys(checkDraft(typed({ [field]: value }, complete)))).toEqual([field])
  })

  test('nothing where all is well', () => {
    expect(checkDraft(complete)).toEqual({})
    expect(checkDraft(typed({ 'imap.host': '2001:db8::1', address: '客服@例子.测试' }, complete))).toEqual({})
  })
})

test('advice on passwords comes from the server’s whole name', () => {
  expect(passwordAdvice('IMAP.gmail.com ')?.provider).toBe('Google')
  expect(passwordAdvice('imap.notgmail.com')).toBeNull()
})

describe('signing in at the provider', () => {
  const atGoogle = {
    ...stored,
    imap: { ...stored.imap, signIn: 'oauth', password: null },
    smtp: { ...stored.smtp, signIn: 'oauth', password: null },
    oauth: { provider: 'google', clientId: 'abc', clientSecret: null, tokens: null },
  }

  test('is for both servers, and leaves no password behind', () => {
    const draft = {
      ...typed({ 'oauth.clientId': 'abc', 'oauth.clientSecret': 's', 'oauth.tenant': 'left over' }, complete),
    }
    const settings = settingsOf({ ...draft, signIn: 'google' as const })
    expect(settings).toMatchObject({
      imap: { signIn: 'oauth', password: '', user: 'support@acme.test' },
      smtp: { signIn: 'oauth', password: '', user: 'support@acme.test' },
    })
    expect(settings['oauth']).toEqual({ provider: 'google', clientId: 'abc', clientSecret: 's' })
  })

  test('goes there first, and again only where another app or secret is named', () => {
    const draft = draftOf('Support', atGoogle)
    expect(needsProvider(draft)).toBe(false)
    expect(needsProvider({ ...draft, signedIn: null })).toBe(true)
    expect(needsProvider(typed({ 'oauth.clientId': 'other' }, draft))).toBe(true)
    expect(needsProvider(typed({ 'oauth.clientSecret': 'a new one' }, draft))).toBe(true)
    expect(needsProvider(complete)).toBe(false)
  })

  test('keeps a stored secret by leaving it out, and asks for a password when it is given up', () => {
    const draft = draftOf('Support', atGoogle)
    expect(settingsOf(draft)['oauth']).toEqual({ provider: 'google', clientId: 'abc' })
    expect(checkDraft(draft)).toEqual({})
    expect(checkDraft({ ...draft, signIn: 'password' })).toEqual({ 'imap.password': 'email.checkPassword' })
  })

  test('asks for what the provider needs', () => {
    const microsoft = { ...complete, signIn: 'microsoft' as const }
    expect(Object.keys(checkDraft(microsoft))).toEqual(['oauth.clientId', 'oauth.clientSecret'])
    const custom = typed({ 'oauth.clientId': 'a', 'oauth.authorizeUrl': 'x' }, { ...complete, signIn: 'custom' })
    expect(Object.keys(checkDraft(custom))).toEqual(['oauth.authorizeUrl', 'oauth.tokenUrl'])
  })

  test('is what Microsoft’s servers want, and a choice at Google’s', () => {
    expect(usualWay('outlook.office365.com')).toBe('microsoft')
    expect(usualWay('imap.gmail.com')).toBe('password')
    expect(withFound(draftOf('', null), { imap: { host: 'outlook.office365.com' } }).signIn).toBe('microsoft')
  })
})
