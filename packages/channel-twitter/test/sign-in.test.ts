/** Signing in at X and renewing what was given: once for all processes, kept before it is used, and said nowhere. */
import { leaksOf } from '@cordboard/channel-testkit/contract/secrets'
import { until } from '@cordboard/channel-testkit/peers/until'
import { createHash, randomBytes } from 'node:crypto'
import { Agent } from 'node:https'
import { expect, test } from 'vitest'
import type { TwitterSettings } from '../src/settings.ts'
import { get } from './browser.ts'
import { type FakeX, startFakeX } from '../pretend/fake-x.ts'
import { brand, customers } from '../pretend/people.ts'
import { definition, failureOf, Line, never } from './line.ts'

const redirectUri = 'https://desk.example.com/oauth/callback'

function signedIn(x: FakeX, expired = false): Line {
  const tokens = x.tokens.signIn()
  if (expired) x.tokens.expireAccessTokens()
  const { clientId, clientSecret } = x.tokens
  const expiresAt = expired ? Date.now() - 1_000 : tokens.expiresAt
  return new Line(x, { oauth2: { clientId, clientSecret, tokens: { ...tokens, expiresAt } }, profile: brand })
}

test('an admin signs in on X’s own pages, and the desk learns who they are', async () => {
  await using x = await startFakeX()
  const line = new Line(x, { oauth2: { clientId: x.tokens.clientId, clientSecret: x.tokens.clientSecret } })
  const codeVerifier = randomBytes(32).toString('base64url')
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
  const page = definition.oauth?.begin(line.settings, { redirectUri, state: 'state', codeChallenge })
  const consent = await get(page ?? '', new Agent({ ca: x.ca }))
  const link =
    /href="(\/i\/oauth2\/decide\?[^"]*answer=allow[^"]*)"/.exec(consent.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const { location = '' } = (await get(`${x.origin}${link}`, new Agent({ ca: x.ca }))).headers
  const back = new URL(location)
  expect(back.searchParams.get('state')).toBe('state')
  const code = back.searchParams.get('code') ?? ''
  const wrong = await failureOf(
    definition.oauth!.finish(line.settings, { redirectUri, code: 'wrong', codeVerifier }, line.host, never),
  )
  expect(wrong).toMatchObject({ kind: 'needs_reauth' })
  const stored = await definition.oauth!.finish(line.settings, { redirectUri, code, codeVerifier }, line.host, never)
  expect(stored.profile).toEqual(brand)
  const settings = definition.settings.parse({ ...line.settings, ...stored })
  expect(definition.self(settings)).toEqual({ keys: [brand.id], displayName: brand.name })
  expect(settings.oauth2?.tokens?.scope).toContain('dm.write')
  const { steps } = await (await definition.connect(settings, line.host)).verify(never)
  expect(steps.filter(({ ok }) => !ok)).toEqual([])
})

test('two connections that find the token ended renew it once, and the new one is kept before it is used', async () => {
  await using x = await startFakeX()
  const line = signedIn(x, true)
  const settings = line.settings
  const [one, two] = [await line.connect(settings), await line.connect(settings)]
  const receipts = await Promise.all([
    one.send(line.reply('One'), never),
    two.send(line.reply('Two', { contact: { key: customers[1]!.id, displayName: null } }), never),
    one.findSent?.(line.reply('Three'), never),
  ])
  expect(receipts.length).toBe(3)
  expect(x.tokens.granted.refresh_token).toBe(1)
  expect(line.host.stored?.oauth2?.tokens?.refreshToken).not.toBe(settings.oauth2?.tokens?.refreshToken)
  // A third one begins with what the first ones left.
  await (await line.connect()).send(line.reply('Four'), never)
  expect(x.tokens.granted.refresh_token).toBe(1)
})

test('a line that is closed in the middle of a renewal keeps what X gives: the old token is spent', async () => {
  await using x = await startFakeX()
  const line = signedIn(x, true)
  const renew = line.host.renewCredentials.bind(line.host)
  const stop = new AbortController()
  const asked = Promise.withResolvers<void>()
  line.host.renewCredentials = (renewal) =>
    renew({
      ...renewal,
      exchange: (stored, limit) => {
        const exchanged = renewal.exchange(stored, limit)
        asked.resolve()
        return exchanged
      },
    })
  const receiving = (await line.connect()).receive!(stop.signal)
  await asked.promise
  stop.abort()
  await receiving
  await until(
    'it is kept',
    () => line.host.stored?.oauth2?.tokens?.refreshToken !== line.settings.oauth2?.tokens?.refreshToken,
    2_000,
  )
})

test('an answer that repeats the refresh token is repeated to nobody', async () => {
  await using x = await startFakeX()
  const line = signedIn(x, true)
  const { refreshToken = '' } = line.settings.oauth2?.tokens ?? {}
  const said = { title: 'Oops', detail: `Bad body: refresh_token=${refreshToken}` }
  x.faults.next({ do: 'answer', reply: { status: 503, body: said } }, { path: /oauth2\/token/ })
  const error = await failureOf((await line.connect()).send(line.reply('Hello'), never))
  expect(error).toMatchObject({ kind: 'transient', technical: 'HTTP 503' })
  expect(leaksOf(x.secrets, error, line.host.logged)).toEqual([])
})

test('a token that X refuses before its time is renewed once, and the reply goes out once', async () => {
  await using x = await startFakeX()
  const line = signedIn(x)
  x.tokens.expireAccessTokens()
  await (await line.connect()).send(line.reply('Hello'), never)
  expect(x.tokens.granted.refresh_token).toBe(1)
  expect(x.endpoints.sent.length).toBe(1)
})

test('access that was taken back needs an admin, for sending and for receiving', async () => {
  await using x = await startFakeX()
  const line = signedIn(x)
  x.tokens.revoke()
  const connection = await line.connect()
  const errors = [
    await failureOf(connection.send(line.reply('Hello'), never)),
    await failureOf(connection.receive!(never)),
  ]
  for (const error of errors)
    expect(error).toMatchObject({ kind: 'needs_reauth', sentence: { code: 'twitter.sign_in_ended' } })
  const { steps } = await connection.verify(never)
  expect(steps).toMatchObject([{ step: 'sign_in', ok: false }])
  expect(leaksOf(x.secrets, errors, steps, line.host.logged, line.host.states)).toEqual([])
})

test('an answer to a renewal that is lost does not cost the token unless X has given it', async () => {
  await using x = await startFakeX()
  const line = signedIn(x, true)
  x.faults.next({ do: 'cut_before' }, { path: /oauth2\/token/ })
  const connection = await line.connect()
  expect(await failureOf(connection.send(line.reply('Hello'), never))).toMatchObject({ kind: 'transient' })
  await connection.send(line.reply('Hello'), never)
  expect(x.endpoints.sent.length).toBe(1)
})

test('what the sign-in does not include is said by name, before anybody needs it', async () => {
  await using x = await startFakeX()
  const { clientId, clientSecret } = x.tokens
  const tokens = x.tokens.signIn('tweet.read users.read dm.read media.write tweet.write offline.access')
  const line = new Line(x, { oauth2: { clientId, clientSecret, tokens }, profile: brand })
  const { steps } = await (await line.connect()).verify(never)
  expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
    ['sign_in', true],
    ['mentions', true],
    ['direct_messages', true],
    ['public_reply', true],
    ['direct_message', false],
  ])
  expect(steps.at(-1)?.sentence).toEqual({ code: 'twitter.scope_missing', values: { scope: 'dm.write' } })
})

test('settings that are only typed so far have no address to be announced to, and are tested without', async () => {
  await using x = await startFakeX()
  await using line = new Line(x, { webhooks: true })
  const { steps } = await (await line.connect()).verify(never)
  expect(steps.filter(({ ok }) => !ok)).toEqual([])
  expect(x.activity.webhooks).toEqual([])
})

test.each([
  { level: 'read', failed: ['direct_messages', 'public_reply', 'direct_message'] },
  { level: 'read-write', failed: ['direct_messages', 'direct_message'] },
] as const)('says what to tick on X’s side for keys that allow $level', async ({ level, failed }) => {
  await using x = await startFakeX()
  await using line = new Line(x, {})
  x.accessLevel = level
  const { steps } = await (await line.connect()).verify(never)
  expect(steps.filter(({ ok }) => !ok).map(({ step }) => step)).toEqual(failed)
  for (const { ok, detail } of steps) if (!ok) expect(detail).toContain('“Read and write and Direct message”')
})

test('says no secret in any failure, of either way to sign in', async () => {
  await using x = await startFakeX()
  const wrong: Partial<TwitterSettings>[] = [
    { accessSecret: 'not-the-secret' },
    {
      oauth2: {
        clientId: x.tokens.clientId,
        clientSecret: 'not-the-secret',
        tokens: { ...x.tokens.signIn(), expiresAt: 1 },
      },
      profile: brand,
    },
  ]
  for (const settings of wrong) {
    const line = new Line(x, settings)
    const connection = await line.connect()
    const said = [
      await failureOf(connection.send(line.reply('Hello'), never)),
      await failureOf(connection.receive!(never)),
      await connection.verify(never),
    ]
    expect(said[0]).toMatchObject({ kind: 'needs_reauth' })
    expect(leaksOf([...x.secrets, 'not-the-secret'], said, line.host.logged, line.host.states)).toEqual([])
  }
})
