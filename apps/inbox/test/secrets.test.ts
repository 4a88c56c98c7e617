import { describe, expect, it } from 'vitest'
import { joinSettings, splitSettings } from '../src/accounts/settings.ts'
import { openSecrets, SealBroken } from '../src/secrets.ts'

const key = Buffer.alloc(32, 1)

describe('sealed secrets', () => {
  it('open for the row they were sealed for, and hold nothing readable', () => {
    const secrets = openSecrets(key)
    const sealed = secrets.seal('hunter2', 'channel_accounts:1')
    expect(secrets.open(sealed, 'channel_accounts:1')).toBe('hunter2')
    expect(sealed.includes('hunter2')).toBe(false)
    expect(secrets.seal('hunter2', 'channel_accounts:1').equals(sealed)).toBe(false)
  })

  it('do not open for another row, under another key, or changed', () => {
    const secrets = openSecrets(key)
    const sealed = secrets.seal('hunter2', 'channel_accounts:1')
    expect(() => secrets.open(sealed, 'channel_accounts:2')).toThrow(SealBroken)
    expect(() => openSecrets(Buffer.alloc(32, 2)).open(sealed, 'channel_accounts:1')).toThrow('SECRET_KEY')
    for (const at of [0, 5, 20, 60, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed[at] = changed[at]! ^ 1
      expect(() => secrets.open(changed, 'channel_accounts:1')).toThrow(SealBroken)
    }
  })
})

describe('settings in two halves', () => {
  const fields = ['imap.password', 'smtp.password', 'token']
  const settings = { address: 'a@b', imap: { host: 'h', password: 'p1' }, smtp: { host: 'h', password: 'p2' } }

  it('shows where a secret is set, without the secret', () => {
    const { shown, secrets } = splitSettings(settings, fields)
    expect(shown).toEqual({ ...settings, imap: { host: 'h', password: null }, smtp: { host: 'h', password: null } })
    expect(secrets).toEqual({ 'imap.password': 'p1', 'smtp.password': 'p2' })
    expect(joinSettings(shown, secrets)).toEqual(settings)
  })

  it('keeps a secret that is left out, takes a new one, and drops one whose part is gone', () => {
    const { secrets } = splitSettings(settings, fields)
    const given = { address: 'a@b', imap: { host: 'new', password: 'p3' } }
    expect(joinSettings(given, secrets)).toEqual(given)
    expect(joinSettings({ address: 'a@b', imap: { host: 'new' } }, secrets)).toEqual({
      address: 'a@b',
      imap: { host: 'new', password: 'p1' },
    })
  })
})
