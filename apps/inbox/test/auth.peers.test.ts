import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareFirstStart } from '../src/agents/first-start.ts'
import { cookieOf, deskOrigin, openTestDesk, type TestDesk, testPassword } from './support/test-desk.ts'

let desk: TestDesk

beforeAll(async () => {
  desk = await openTestDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())

async function errorOf(response: Response): Promise<{ code: string; message: string; field?: string }> {
  return ((await response.json()) as { error: { code: string; message: string; field?: string } }).error
}

test('the first admin joins by the printed link, names the desk, and is signed in', async () => {
  await using fresh = await openTestDesk()
  const config = { firstAdmin: null, bootstrapApiKey: null }
  const { adminToken } = await prepareFirstStart(fresh.desk.db, config)
  const { adminToken: second } = await prepareFirstStart(fresh.desk.db, config)
  const look = await fresh.request(`/api/v1/invitations/by-token/${adminToken}`)
  expect(await look.json()).toEqual({
    kind: 'invitation',
    email: null,
    role: 'admin',
    first: true,
    deskName: 'Cordboard',
  })
  const body = { token: adminToken, name: 'Anna', email: 'Anna@Example.com', password: testPassword, deskName: 'Acme' }
  const accepted = await fresh.request('/api/v1/invitations/accept', { method: 'POST', body })
  expect(accepted.status).toBe(201)
  const session = await fresh.request('/api/v1/session', { cookie: cookieOf(accepted) })
  expect(await session.json()).toMatchObject({
    agent: { name: 'Anna', email: 'anna@example.com', role: 'admin' },
    desk: { name: 'Acme', setUp: true },
  })
  // Every other first link ends with the first admin.
  expect((await fresh.request(`/api/v1/invitations/by-token/${second}`)).status).toBe(404)
  expect(await prepareFirstStart(fresh.desk.db, config)).toEqual({ adminToken: null })
})

test('of many people with the same link one joins', async () => {
  const admin = await desk.signedIn('admin')
  const made = await desk.request('/api/v1/invitations', {
    method: 'POST',
    body: { role: 'agent' },
    cookie: admin.cookie,
  })
  const { url } = (await made.json()) as { url: string }
  const token = url.split('/').at(-1)
  const answers = await Promise.all(
    Array.from({ length: 5 }, (_, n) =>
      desk.request('/api/v1/invitations/accept', {
        method: 'POST',
        body: { token, name: `N${n}`, email: `same-link-${n}@example.com`, password: testPassword },
      }),
    ),
  )
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 404, 404, 404, 404])
})

test('an invitation for one address is not accepted by another', async () => {
  const admin = await desk.signedIn('admin')
  const body = { role: 'agent', email: 'mei@example.com' }
  const made = await desk.request('/api/v1/invitations', { method: 'POST', body, cookie: admin.cookie })
  const { url, id } = (await made.json()) as { url: string; id: string }
  const acceptance = { token: url.split('/').at(-1), name: 'X', email: 'x@example.com', password: testPassword }
  const other = await desk.request('/api/v1/invitations/accept', { method: 'POST', body: acceptance })
  expect([other.status, (await errorOf(other)).field]).toEqual([409, 'email'])
  const revoked = await desk.request(`/api/v1/invitations/${id}`, { method: 'DELETE', cookie: admin.cookie })
  expect(revoked.status).toBe(204)
  const late = { ...acceptance, email: 'mei@example.com' }
  expect((await desk.request('/api/v1/invitations/accept', { method: 'POST', body: late })).status).toBe(404)
})

test('the link and the key are stored as hashes only', async () => {
  const admin = await desk.signedIn('admin')
  const made = await desk.request('/api/v1/api-keys', {
    method: 'POST',
    body: { name: 'k', role: 'agent' },
    cookie: admin.cookie,
  })
  const { key } = (await made.json()) as { key: string }
  const dump = await desk.desk.pool.query(`select row_to_json(k)::text as row from api_keys k`)
  expect(dump.rows.map(({ row }: { row: string }) => row).join()).not.toContain(key)
  const listed = await desk.request('/api/v1/api-keys', { cookie: admin.cookie })
  expect(await listed.text()).not.toContain(key)
})

test('a wrong password is refused in words that do not say which part was wrong', async () => {
  const { email } = await desk.signedIn('agent')
  const wrong = { email, password: 'not this one' }
  const response = await desk.request('/api/v1/session', { method: 'POST', body: wrong })
  expect(response.status).toBe(401)
  const nobody = { email: 'nobody@example.com', password: testPassword }
  const other = await desk.request('/api/v1/session', { method: 'POST', body: nobody })
  expect(cookieOf(response) + cookieOf(other)).toBe('')
  expect(await errorOf(response)).toEqual(await errorOf(other))
})

test('signing in gives a fresh session and ends the one the browser had', async () => {
  const { email, cookie } = await desk.signedIn('agent')
  const again = await desk.request('/api/v1/session', {
    method: 'POST',
    body: { email, password: testPassword },
    cookie,
  })
  expect(cookieOf(again)).not.toBe(cookie)
  expect((await desk.request('/api/v1/conversations', { cookie: cookieOf(again) })).status).toBe(200)
  expect((await desk.request('/api/v1/conversations', { cookie })).status).toBe(401)
})

test('signing out ends the session and takes the cookie away', async () => {
  const { cookie } = await desk.signedIn('agent')
  const out = await desk.request('/api/v1/session', { method: 'DELETE', cookie })
  expect(out.status).toBe(204)
  expect(out.headers.getSetCookie().join()).toMatch(/session_token=;.*Max-Age=0/)
  expect((await desk.request('/api/v1/conversations', { cookie })).status).toBe(401)
})

test('the cookie is out of reach of scripts and other sites, and Secure where the desk is', async () => {
  await using secure = await openTestDesk({ publicUrl: 'https://desk.example.com' })
  const { email } = await secure.signedIn('agent')
  const response = await secure.request('/api/v1/session', { method: 'POST', body: { email, password: testPassword } })
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toMatch(/^__Secure-cordboard\.session_token=/)
  expect(cookie).toMatch(/; HttpOnly/)
  expect(cookie).toMatch(/; Secure/)
  expect(cookie).toMatch(/; SameSite=Lax/)
})

test('a token without its signature is no session', async () => {
  const { cookie } = await desk.signedIn('agent')
  const token = decodeURIComponent(cookie.split('=')[1]!).split('.')[0]
  for (const forged of [token, `${token}.`, `${token}.AAAA`, '%ff', '%E0%A4%A', 'x'.repeat(5000)]) {
    const response = await desk.request('/api/v1/conversations', { cookie: `cordboard.session_token=${forged}` })
    expect(response.status).toBe(401)
  }
})

test('a write that comes from another site is refused, and so is one that does not say where it comes from', async () => {
  const { cookie } = await desk.signedIn('admin')
  const rename = (headers: Record<string, string>) =>
    desk.app.request(`${deskOrigin}/api/v1/desk`, {
      method: 'PATCH',
      headers: { host: 'desk.test', cookie, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ name: 'Mine' }),
    })
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://desk.test:8080' },
    {},
  ]) {
    const response = await rename(headers as Record<string, string>)
    expect([response.status, (await errorOf(response)).code]).toEqual([403, 'foreign_origin'])
  }
  expect((await rename({ origin: deskOrigin })).status).toBe(200)
})

test('signing in from another site is refused as well', async () => {
  const { email } = await desk.signedIn('agent')
  const response = await desk.request('/api/v1/session', {
    method: 'POST',
    body: { email, password: testPassword },
    headers: { origin: 'https://evil.example' },
  })
  expect(response.status).toBe(403)
})

test('after ten wrong passwords even the right one waits, and the answer says how long', async () => {
  const { email } = await desk.signedIn('agent')
  for (let tries = 0; tries < 10; tries += 1) {
    await desk.request('/api/v1/session', { method: 'POST', body: { email, password: `wrong ${tries}` } })
  }
  const response = await desk.request('/api/v1/session', {
    method: 'POST',
    body: { email: email.toUpperCase(), password: testPassword },
  })
  expect(response.status).toBe(429)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(60)
  expect((await errorOf(response)).message).toMatch(/wait \d+ minutes/)
})

test('signing in fails closed when tries cannot be counted', async () => {
  await using broken = await openTestDesk()
  const { email } = await broken.signedIn('agent')
  await broken.desk.pool.query('drop table rate_limits')
  const response = await broken.request('/api/v1/session', { method: 'POST', body: { email, password: testPassword } })
  expect(response.status).toBe(503)
})

test('a disabled agent cannot sign in, and the last admin cannot be disabled', async () => {
  await using alone = await openTestDesk()
  const admin = await alone.signedIn('admin')
  const agent = await alone.signedIn('agent')
  const self = await alone.request(`/api/v1/agents/${admin.agentId}`, {
    method: 'PATCH',
    body: { disabled: true },
    cookie: admin.cookie,
  })
  expect([self.status, (await errorOf(self)).code]).toEqual([409, 'last_admin'])
  await alone.request(`/api/v1/agents/${agent.agentId}`, {
    method: 'PATCH',
    body: { disabled: true },
    cookie: admin.cookie,
  })
  const body = { email: agent.email, password: testPassword }
  expect((await alone.request('/api/v1/session', { method: 'POST', body })).status).toBe(403)
})

test('an agent changes their own name and language, not their role and not others', async () => {
  const [one, two] = [await desk.signedIn('agent'), await desk.signedIn('agent')]
  const change = (id: string, body: object) =>
    desk.request(`/api/v1/agents/${id}`, { method: 'PATCH', body, cookie: one.cookie })
  expect((await change(one.agentId, { name: '小梅', locale: 'zh-CN' })).status).toBe(200)
  expect((await change(one.agentId, { role: 'admin' })).status).toBe(403)
  expect((await change(two.agentId, { name: 'Hi' })).status).toBe(403)
  const session = (await (await desk.request('/api/v1/session', { cookie: one.cookie })).json()) as { agent: unknown }
  expect(session.agent).toMatchObject({ name: '小梅', locale: 'zh-CN', role: 'agent' })
})
