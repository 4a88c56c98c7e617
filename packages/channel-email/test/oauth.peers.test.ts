import { hasPeer } from '@cordboard/channel-testkit/peers'
import { startDovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { startOauthProvider } from '@cordboard/channel-testkit/peers/oauth-provider'
import { startSmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { expect, it } from 'vitest'
import { openConnection } from '../src/connection.ts'
import { emailSettingsSchema, type EmailSettings } from '../src/settings.ts'
import { quickPace } from './support-account.ts'

it.skipIf(!hasPeer('dovecot'))('signs in to a real Dovecot with a token, and renews one it refuses', async () => {
  await using provider = await startOauthProvider({ user: 'support' })
  await using dovecot = await startDovecot({ tokenInfoUrl: `${provider.origin}/tokeninfo?access_token=` })
  await using sink = await startSmtpSink({
    accounts: {},
    acceptsToken: (user, token) => provider.accepts(user, token),
    forward: { 'desk.test': dovecot },
  })
  const signIn = { signIn: 'oauth', user: 'support' } as const
  const settings = emailSettingsSchema.parse({
    address: 'support@desk.test',
    imap: { host: 'localhost', port: dovecot.imapPort, security: 'starttls', ca: dovecot.ca, ...signIn },
    smtp: { host: 'localhost', port: sink.port, security: 'starttls', ca: sink.ca, ...signIn },
    oauth: provider.settings(provider.tokens()),
  })
  provider.expireAccessTokens()
  const host = new RecordingHost<EmailSettings>()
  host.stored = settings
  await using connection = openConnection(settings, host, quickPace)
  const { steps } = await connection.verify(AbortSignal.timeout(50_000))
  expect(steps.filter(({ ok }) => !ok)).toEqual([])
  expect(steps.map(({ step }) => step)).toContain('receive')
  expect(provider.granted.refresh_token).toBe(1)
})
