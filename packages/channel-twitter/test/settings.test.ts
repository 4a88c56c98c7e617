import { describe, expect, test } from 'vitest'
import { pricesOf } from '../src/prices.ts'
import { twitterSettingsSchema } from '../src/settings.ts'
import { definition } from './line.ts'

const keys = { appKey: 'a-key', appSecret: 'a-secret', accessToken: '123-token', accessSecret: 'another' }
const oauth2 = { clientId: 'client' }

function faultsOf(settings: unknown): string[] {
  return twitterSettingsSchema.safeParse(settings).error?.issues.map(({ message }) => message) ?? []
}

describe('settings of X', () => {
  test('are four keys, or a client ID to sign in with', () => {
    expect(faultsOf(keys)).toEqual([])
    expect(faultsOf({ oauth2 })).toEqual([])
    expect(faultsOf({ ...keys, accessSecret: undefined })[0]).toContain('Write the API key')
    expect(faultsOf({ ...keys, oauth2 })[0]).toContain('Choose one way to sign in')
    expect(faultsOf({})[0]).toContain('Write the API key')
  })

  test('say in a sentence what is wrong with them', () => {
    expect(faultsOf({ ...keys, accessToken: 'token-without-number' })[0]).toContain(
      'begins with the number of the profile',
    )
    expect(faultsOf({ ...keys, appKey: 'with space' })[0]).toContain('Paste it again')
    expect(faultsOf({ ...keys, historyDays: 31 })[0]).toContain('30 days')
    expect(faultsOf({ oauth2, webhooks: true })[0]).toContain('API key')
    expect(faultsOf({ ...keys, apiOrigin: 'http://127.0.0.1:1' }).length).toBe(1)
    expect(faultsOf({ ...keys, surprise: 1 })[0]).toContain('“surprise”')
  })

  test('tell who the account is before it was ever connected', () => {
    expect(definition.self(twitterSettingsSchema.parse(keys)).keys).toEqual(['123'])
    const profile = { id: '42', username: 'example', name: 'Example' }
    // Two accounts whose profiles nobody knows yet are not the same line.
    expect(definition.self(twitterSettingsSchema.parse({ oauth2 })).keys).toEqual([])
    const settings = twitterSettingsSchema.parse({ oauth2, profile })
    expect(definition.self(settings)).toEqual({ keys: ['42'], displayName: 'Example' })
    expect(definition.contactUrl?.(settings)).toBe('https://x.com/messages/compose?recipient_id=42')
    expect(definition.contactUrl?.(twitterSettingsSchema.parse(keys))).toBeNull()
  })

  test('change a price and leave the others as they are listed', () => {
    expect(pricesOf({})).toMatchObject({
      currency: 'USD',
      items: { dmSent: 0.015, linkReplySent: 0.2 },
      dailyLimit: null,
    })
    expect(pricesOf({ prices: { dmSent: 0.5 }, dailyLimit: 9 })).toMatchObject({
      items: { dmSent: 0.5, dmRead: 0.01 },
      dailyLimit: 9,
    })
  })
})
