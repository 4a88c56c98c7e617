/** From the admin's browser to the provider's pages and back: what leads to an account, and what is refused. */
import { email } from '@cordboard/channel-email/index'
import { leaksOf } from '@cordboard/channel-testkit/contract/secrets'
import { type OauthProvider, startOauthProvider } from '@cordboard/channel-testkit/peers/oauth-provider'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadAccount } from '../src/accounts/load-account.ts'
import { endSignIn } from '../src/provider-sign-ins/end-sign-in.ts'
import { removeOldSignIns } from '../src/sweep/remove-old-sign-ins.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

const publicUrl = 'https://desk.example.com'
const redirectUri = `${publicUrl}/oauth/callback`
const server = { host: '127.0.0.1', port: 1, security: 'none', signIn: 'oauth', user: 'support' }

type Shown = {
  accountId: string | null
  failure: { detail: string; sentence: { code: string } | null; technical: string | null } | null
}

describe('signing in at a provider', () => {
  let desk: TestDesk
  let provider: OauthProvider
  let cookie: string
  /** Everything the desk has answered. */
  const said: string[] = []

  beforeAll(async () => {
    desk = await openTestDesk({ channels: [email], publicUrl })
  })
  afterAll(() => desk[Symbol.asyncDispose]())
  beforeEach(async () => {
    provider = await startOauthProvider()
    cookie = (await desk.signedIn('admin')).cookie
    return async () => {
      expect(leaksOf(provider.secrets, said)).toEqual([])
      await provider[Symbol.asyncDispose]()
    }
  })

  const settings = (change: object = {}) => ({
    address: 'support@desk.test',
    imap: server,
    smtp: server,
    oauth: { ...provider.settings(), ...change },
  })
  const newAccount = (change: object = {}) => ({
    for: 'new_account',
    channel: 'email',
    name: 'Support',
    settings: settings(change),
  })

  async function ask(path: string, body?: object, as = cookie): Promise<{ status: number; body: unknown }> {
    const headers = { origin: publicUrl }
    const response = await desk.request(path, { cookie: as, headers, ...(body && { method: 'POST', body }) })
    said.push(await response.clone().text())
    return { status: response.status, body: await response.json() }
  }

  async function begin(subject: object): Promise<string> {
    const { status, body } = await ask('/api/v1/provider-sign-ins', subject)
    expect(status, JSON.stringify(body)).toBe(201)
    return (body as { url: string }).url
  }

  /** What the provider sends the browser back to once somebody chose there. */
  async function choose(url: string, words: 'Allow' | 'Deny'): Promise<string> {
    const page = await (await fetch(url)).text()
    const href = new RegExp(`href="([^"]+)">${words}<`).exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const decided = await fetch(new URL(href, url), { redirect: 'manual' })
    return decided.headers.get('location') ?? ''
  }

  async function comeBack(to: string, as = cookie): Promise<string> {
    expect(to.startsWith(`${redirectUri}?`)).toBe(true)
    const response = await desk.request(to.slice(publicUrl.length), { cookie: as })
    expect(response.status).toBe(303)
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    return response.headers.get('location') ?? ''
  }

  async function failureAt(location: string): Promise<Shown> {
    const id = /^\/settings\/accounts\/sign-in\/(\d+)$/.exec(location)?.[1]
    const { status, body } = await ask(`/api/v1/provider-sign-ins/${id}`)
    expect(status).toBe(200)
    return body as Shown
  }

  const accounts = async () =>
    Number((await sql<{ n: string }>`select count(*) n from channel_accounts`.execute(desk.desk.db)).rows[0]?.n)

  it('connects a new account, with tokens nobody but the desk has seen', async () => {
    const url = await begin(newAccount())
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      redirect_uri: redirectUri,
      code_challenge_method: 'S256',
      scope: provider.scope,
    })
    expect(url).not.toContain(provider.clientSecret)
    const location = await comeBack(await choose(url, 'Allow'))
    const id = /^\/settings\/accounts\/(\d+)\?signedIn=true$/.exec(location)?.[1] ?? ''
    const account = await loadAccount(desk.desk, id)
    expect(account?.settings).toMatchObject({ oauth: { tokens: { issuedTo: provider.clientId } } })
    const { body } = await ask(`/api/v1/accounts/${id}`)
    expect(body).toMatchObject({ name: 'Support', settings: { oauth: { clientSecret: null, tokens: null } } })
    expect((await sql`select from provider_sign_ins`.execute(desk.desk.db)).rows).toEqual([])
  })

  it('reconnects an account with its stored settings, and its listener dials again', async () => {
    const created = await comeBack(await choose(await begin(newAccount()), 'Allow'))
    const accountId = /\d+/.exec(created)?.[0] ?? ''
    const before = await loadAccount(desk.desk, accountId)
    provider.revoke()
    const again = await comeBack(await choose(await begin({ for: 'account', accountId }), 'Allow'))
    expect(again).toBe(created)
    const after = await loadAccount(desk.desk, accountId)
    expect(after?.revision).toBe((before?.revision ?? 0) + 1)
    expect(after?.settings).not.toEqual(before?.settings)
  })

  it('says so when it was cancelled there, and changes nothing', async () => {
    const before = await accounts()
    const { failure, accountId } = await failureAt(await comeBack(await choose(await begin(newAccount()), 'Deny')))
    expect(failure?.sentence?.code).toBe('desk.sign_in_denied')
    expect([accountId, await accounts()]).toEqual([null, before])
  })

  it('says what is wrong with the app registered there, and can be tried again without typing anything', async () => {
    const wrong = await begin(newAccount({ clientSecret: 'wrong' }))
    const location = await comeBack(await choose(wrong, 'Allow'))
    const { failure } = await failureAt(location)
    expect(failure).toMatchObject({
      sentence: { code: 'email.oauth_app_refused' },
      technical: 'HTTP 400 · invalid_client',
    })
    const signInId = location.split('/').at(-1)
    const { body } = await ask(`/api/v1/provider-sign-ins/${signInId}`)
    expect(body).toMatchObject({ settings: { address: 'support@desk.test', oauth: { clientSecret: null } } })
    const again = { for: 'again', signInId }
    expect(new URL(await begin(again)).searchParams.get('client_id')).toBe(provider.clientId)
    const corrected = await begin({ ...again, settings: settings() })
    expect(await comeBack(await choose(corrected, 'Allow'))).toContain('signedIn')
  })

  it('takes a code only with the verifier that never left the desk', async () => {
    const [one, two] = [await begin(newAccount()), await begin(newAccount())]
    const [back, other] = [new URL(await choose(one, 'Allow')), new URL(await choose(two, 'Allow'))]
    back.searchParams.set('code', other.searchParams.get('code') ?? '')
    const { failure } = await failureAt(await comeBack(back.href))
    expect(failure?.technical).toBe('HTTP 400 · invalid_grant')
  })

  describe('refuses an answer', () => {
    const unknown = '/settings/accounts/sign-in/unknown'
    let before: number
    beforeEach(async () => {
      before = await accounts()
      return async () => expect(provider.granted.authorization_code).toBe((await accounts()) - before)
    })

    it('with a state nobody gave out', async () => {
      const back = new URL(await choose(await begin(newAccount()), 'Allow'))
      back.searchParams.set('state', 'x'.repeat(43))
      expect(await comeBack(back.href)).toBe(unknown)
      back.searchParams.delete('state')
      expect(await comeBack(back.href)).toBe(unknown)
      expect(provider.asked.authorization_code).toBe(0)
    })

    it('that comes a second time, even at the same moment', async () => {
      const back = await choose(await begin(newAccount()), 'Allow')
      const locations = await Promise.all([comeBack(back), comeBack(back), comeBack(back)])
      expect(locations.filter((location) => location === unknown)).toHaveLength(2)
      expect(await comeBack(back)).toBe(unknown)
      expect(provider.asked.authorization_code).toBe(1)
    })

    it('that comes after ten minutes', async () => {
      const back = await choose(await begin(newAccount()), 'Allow')
      const { rows } = await sql<{ minutes: number }>`
        select extract(epoch from expires_at - created_at)::int / 60 as minutes from provider_sign_ins order by id desc limit 1`.execute(
        desk.desk.db,
      )
      expect(rows[0]?.minutes).toBe(10)
      await sql`update provider_sign_ins set expires_at = now()`.execute(desk.desk.db)
      expect(await comeBack(back)).toBe(unknown)
      expect(provider.asked.authorization_code).toBe(0)
    })

    it('in the browser of another admin, and leaves it to the one who began', async () => {
      const other = await desk.signedIn('admin')
      const back = await choose(await begin(newAccount()), 'Allow')
      expect(await comeBack(back, other.cookie)).toBe(unknown)
      expect(provider.asked.authorization_code).toBe(0)
      expect(await comeBack(back)).toMatch(/^\/settings\/accounts\/\d+\?signedIn=true$/)
    })

    it('of a session that was ended meanwhile', async () => {
      const back = await choose(await begin(newAccount()), 'Allow')
      await desk.request('/api/v1/session', { method: 'DELETE', cookie, headers: { origin: publicUrl } })
      const response = await desk.request(back.slice(publicUrl.length), { cookie })
      expect(response.status).toBe(401)
      expect(provider.asked.authorization_code).toBe(0)
    })

    it('brought by an API key, which has no browser', async () => {
      const back = await choose(await begin(newAccount()), 'Allow')
      const response = await desk.request(back.slice(publicUrl.length), { key: await desk.apiKey('admin') })
      expect(response.status).toBe(403)
    })
  })

  it('shows what failed to nobody but the session that began it', async () => {
    const location = await comeBack(await choose(await begin(newAccount()), 'Deny'))
    const id = location.split('/').at(-1)
    const other = await desk.signedIn('admin')
    expect((await ask(`/api/v1/provider-sign-ins/${id}`, undefined, other.cookie)).status).toBe(404)
    const again = { for: 'again', signInId: id }
    expect((await ask('/api/v1/provider-sign-ins', again, other.cookie)).status).toBe(404)
  })

  it('is not begun for settings that sign in by password, nor with settings that are wrong', async () => {
    const password = { ...server, signIn: 'password', password: 'p' }
    const byPassword = { address: 'support@desk.test', imap: password, smtp: password }
    const subjects = [
      { for: 'new_account', channel: 'email', name: 'x', settings: byPassword },
      newAccount({ clientId: '' }),
      newAccount({ tokenUrl: 'http://login.example.com/token' }),
    ]
    for (const subject of subjects) expect((await ask('/api/v1/provider-sign-ins', subject)).status).toBe(422)
  })

  it('does not ask a token endpoint in a private network the operator has not listed', async () => {
    const strict = { ...desk.desk, allowPrivateHosts: [] }
    const url = await begin(newAccount())
    const back = new URL(await choose(url, 'Allow'))
    const { rows } = await sql<{
      session_id: string
    }>`select session_id from provider_sign_ins order by id desc limit 1`.execute(desk.desk.db)
    const answer = { state: back.searchParams.get('state') ?? '', code: back.searchParams.get('code'), error: null }
    const ended = await endSignIn(strict, answer, { sessionId: rows[0]?.session_id ?? '', agentId: '' })
    const { failure } = await failureAt(`/settings/accounts/sign-in/${ended.ok ? '' : ended.signInId}`)
    expect(failure?.sentence?.code).toBe('desk.host_private')
    expect(provider.asked.authorization_code).toBe(0)
  })

  it('keeps nothing that was typed for longer than an hour', async () => {
    await begin(newAccount())
    await sql`update provider_sign_ins set expires_at = now() - interval '61 minutes'`.execute(desk.desk.db)
    await removeOldSignIns(desk.desk)
    expect((await sql`select from provider_sign_ins`.execute(desk.desk.db)).rows).toEqual([])
  })
})
