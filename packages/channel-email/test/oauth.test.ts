/** Signing in with the provider's tokens: one that has ended is renewed once and the work goes on; none of them is ever said. */
import { leaksOf } from '@cordboard/channel-testkit/contract/secrets'
import { type OauthProvider, startOauthProvider } from '@cordboard/channel-testkit/peers/oauth-provider'
import { type SmtpSink, startSmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { until } from '@cordboard/channel-testkit/peers/until'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import type { ChannelConnection } from '@cordboard/core/channel/channel'
import type { ChannelError } from '@cordboard/core/channel/error'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openConnection } from '../src/connection.ts'
import { oauth } from '../src/oauth.ts'
import { emailSettingsSchema, type EmailSettings } from '../src/settings.ts'
import { FakeImap } from './fake-imap.ts'
import { file, quickPace, reply } from './support-account.ts'

const mail = 'From: anna@outside.test\r\nSubject: Hello\r\n\r\nHello\r\n'
const forever = new AbortController().signal

describe('a mailbox that signs in at its provider', () => {
  let provider: OauthProvider
  let imap: FakeImap
  let sink: SmtpSink
  let host: RecordingHost<EmailSettings>
  /** Everything said to anybody in a test. */
  let said: unknown[]

  beforeEach(async () => {
    provider = await startOauthProvider()
    imap = await FakeImap.start()
    const acceptsToken = (user: string, token: string) => provider.accepts(user, token)
    imap.acceptsToken = acceptsToken
    sink = await startSmtpSink({ accounts: {}, acceptsToken })
    host = new RecordingHost()
    said = []
  })
  afterEach(async () => {
    expect(provider.secrets).not.toEqual([])
    expect(leaksOf(provider.secrets, said, host.states, host.logged)).toEqual([])
    await sink[Symbol.asyncDispose]()
    await imap[Symbol.asyncDispose]()
    await provider[Symbol.asyncDispose]()
  })

  function connect(tokens: ReturnType<OauthProvider['tokens']> | null): ChannelConnection {
    const signIn = { signIn: 'oauth', user: 'support', password: '' } as const
    const settings = emailSettingsSchema.parse({
      address: 'support@desk.test',
      imap: { host: 'localhost', port: imap.port, security: 'tls', ca: imap.ca, ...signIn },
      smtp: { host: 'localhost', port: sink.port, security: 'starttls', ca: sink.ca, ...signIn },
      oauth: provider.settings(tokens),
    })
    host.stored = settings
    return openConnection(settings, host, quickPace)
  }

  async function failureOf(work: Promise<unknown> | undefined): Promise<ChannelError> {
    const error = await work?.then(
      () => expect.unreachable('it should have failed'),
      (thrown: unknown) => thrown as ChannelError,
    )
    said.push(error, error?.technical)
    return error as ChannelError
  }

  it('receives and sends with a token that serves, and asks for no other', async () => {
    imap.put(mail)
    await using connection = connect(provider.tokens())
    const stop = new AbortController()
    const receiving = connection.receive?.(stop.signal)
    await until('the mail arrives', () => host.rows.size === 1)
    await connection.send(reply(), forever)
    stop.abort()
    await receiving
    expect(sink.received.map(({ user }) => user)).toEqual(['support'])
    expect(provider.asked.refresh_token).toBe(0)
  })

  it('renews a token that has ended before it signs in, and once for both directions', async () => {
    imap.put(mail)
    await using connection = connect(provider.tokens({ expired: true }))
    const stop = new AbortController()
    const receiving = connection.receive?.(stop.signal)
    await Promise.all([connection.send(reply(), forever), connection.send(reply(), forever)])
    await until('the mail arrives', () => host.rows.size === 1)
    stop.abort()
    await receiving
    expect(provider.asked.refresh_token).toBe(1)
    expect(sink.received).toHaveLength(2)
  })

  it('renews a token the server refuses before its time, once, and tries again', async () => {
    imap.put(mail)
    const tokens = provider.tokens()
    await using connection = connect(tokens)
    provider.expireAccessTokens()
    const stop = new AbortController()
    const receiving = connection.receive?.(stop.signal)
    await until('the mail arrives', () => host.rows.size === 1)
    stop.abort()
    await receiving
    expect(provider.granted.refresh_token).toBe(1)
  })

  it('sends a reply with its files whole though the first sign-in was refused', async () => {
    await using connection = connect(provider.tokens())
    provider.expireAccessTokens()
    const bytes = new Uint8Array(200_000).fill(65)
    await connection.send(reply({}, { attachments: [file('a.txt', 'text/plain', bytes)] }), forever)
    expect(provider.granted.refresh_token).toBe(1)
    expect(sink.received).toHaveLength(1)
    expect(sink.received[0]?.raw.toString()).toContain('QUFB'.repeat(18))
    expect(sink.received[0]?.raw.length).toBeGreaterThan(260_000)
  })

  it('leaves a pooled connection whose token has ended for a fresh one', async () => {
    provider.lifetimeSeconds = 61
    await using connection = connect(provider.tokens())
    await connection.send(reply(), forever)
    await until('the token is about to end', () => (host.stored?.oauth?.tokens?.expiresAt ?? 0) - 60_000 <= Date.now())
    provider.lifetimeSeconds = 3600
    await connection.send(reply(), forever)
    await connection.send(reply(), forever)
    expect(provider.granted.refresh_token).toBe(1)
    expect(sink.received).toHaveLength(3)
    await until('the connection with the old token is closed', () => sink.connections() === 1)
  })

  it('does not send again what left whole, though the answer looks like a refused sign-in', async () => {
    sink.script({ do: 'refuse', at: 'data', code: 530, text: '5.7.0 Authentication required' })
    await using connection = connect(provider.tokens())
    await failureOf(connection.send(reply(), forever))
    expect(sink.received).toHaveLength(0)
    expect(provider.asked.refresh_token).toBe(0)
  })

  it('asks for an admin when the provider no longer accepts the refresh token', async () => {
    const tokens = provider.tokens({ expired: true })
    provider.revoke()
    await using connection = connect(tokens)
    for (const work of [connection.send(reply(), forever), connection.receive?.(forever)]) {
      const error = await failureOf(work)
      expect(error).toMatchObject({ kind: 'needs_reauth', scope: 'account', sentence: { code: 'email.oauth_ended' } })
      expect(error.technical).toBe('HTTP 400 · invalid_grant')
    }
  })

  it('asks for an admin when the server refuses a token fresh from the provider', async () => {
    imap.acceptsToken = () => false
    await using connection = connect(provider.tokens())
    const error = await failureOf(connection.receive?.(forever))
    expect(error).toMatchObject({ kind: 'needs_reauth', sentence: { code: 'email.oauth_token_refused' } })
    expect(provider.granted.refresh_token).toBe(1)
  })

  it('is told by a server that takes passwords only, and not tried again as if it were down', async () => {
    imap.acceptsToken = null
    await using connection = connect(provider.tokens())
    const error = await failureOf(connection.receive?.(forever))
    expect(error).toMatchObject({ kind: 'permanent', scope: 'account', sentence: { code: 'email.oauth_not_offered' } })
    expect(provider.asked.refresh_token).toBe(0)
  })

  it('asks for an admin where nobody signed in yet', async () => {
    await using connection = connect(null)
    const error = await failureOf(connection.send(reply(), forever))
    expect(error).toMatchObject({ kind: 'needs_reauth', sentence: { code: 'email.oauth_wanted' } })
    expect(provider.asked.refresh_token).toBe(0)
  })

  it.each([
    ['an error of its own', { do: 'answer', status: 500, body: 'down' }, 'transient', 'email.oauth_unusable_answer'],
    [
      'a page instead of tokens',
      { do: 'answer', status: 200, body: '<html>' },
      'transient',
      'email.oauth_unusable_answer',
    ],
    ['too many requests', { do: 'answer', status: 429, body: '{}' }, 'rate_limited', 'email.oauth_busy'],
    ['a cut connection', { do: 'cut', rotated: false }, 'transient', 'email.oauth_unreachable'],
  ] as const)('tries again by itself after %s', async (_, fault, kind, code) => {
    provider.script(fault)
    await using connection = connect(provider.tokens({ expired: true }))
    const error = await failureOf(connection.send(reply(), forever))
    expect(error).toMatchObject({ kind, scope: 'account', sentence: { code } })
    await connection.send(reply(), forever)
    expect(sink.received).toHaveLength(1)
  })

  it('does not wait for a slow provider when it is stopped, and keeps what the provider answers then', async () => {
    provider.script({ do: 'slow', ms: 300 })
    await using connection = connect(provider.tokens({ expired: true }))
    const before = host.stored?.oauth?.tokens
    const stop = new AbortController()
    const sending = failureOf(connection.send(reply(), stop.signal))
    await until('the provider is asked', () => provider.asked.refresh_token === 1)
    stop.abort()
    expect((await sending).kind).toBe('transient')
    expect(host.stored?.oauth?.tokens).toEqual(before)
    await until('the answer is kept', () => host.stored?.oauth?.tokens?.refreshToken !== before?.refreshToken)
  })

  it('says in the test of the connection what is wrong with the sign-in, and not the token', async () => {
    const tokens = provider.tokens({ expired: true })
    provider.revoke()
    await using connection = connect(tokens)
    const { steps } = await connection.verify(AbortSignal.timeout(20_000))
    said.push(steps)
    expect(steps.filter(({ ok }) => !ok).map(({ step, sentence }) => [step, sentence?.code])).toEqual([
      ['sign_in', 'email.oauth_ended'],
      ['sign_in', 'email.oauth_ended'],
    ])
  })

  it('reaches the token endpoint only where the operator allows it', async () => {
    await using connection = connect(provider.tokens({ expired: true }))
    host.resolveHost = async (name) => {
      if (name === '127.0.0.1') throw new Error('private')
      return { address: '127.0.0.1', family: 4 }
    }
    await failureOf(connection.send(reply(), forever))
    expect(provider.asked.refresh_token).toBe(0)
  })

  it('sends the admin to the provider with a challenge and no secret', () => {
    const settings = emailSettingsSchema.parse({
      address: 'support@gmail.com',
      imap: { host: 'imap.gmail.com', port: 993, security: 'tls', signIn: 'oauth', user: 'support@gmail.com' },
      smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls', signIn: 'oauth', user: 'support@gmail.com' },
      oauth: { provider: 'google', clientId: 'abc', clientSecret: 'hidden' },
    })
    const request = { redirectUri: 'https://desk.test/oauth/callback', state: 's', codeChallenge: 'c' }
    const url = new URL(oauth.begin(settings, request) ?? '')
    expect(`${url.origin}${url.pathname}`).toBe('https://accounts.google.com/o/oauth2/v2/auth')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'abc',
      redirect_uri: request.redirectUri,
      scope: 'https://mail.google.com/',
      state: 's',
      code_challenge: 'c',
      code_challenge_method: 'S256',
      login_hint: 'support@gmail.com',
      access_type: 'offline',
      prompt: 'consent',
    })
  })
})
