/** How an agent gets another password: by the one they have, or by a link that an admin or the operator hands over. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAdminRecovery } from '../src/agents/recovery.ts'
import { cookieOf, openTestDesk, type TestDesk, testPassword } from './support/test-desk.ts'

let desk: TestDesk
let admin: { cookie: string; agentId: string; email: string }

beforeAll(async () => {
  desk = await openTestDesk()
  admin = await desk.signedIn('admin')
})
// Everybody here comes from one address.
beforeEach(() => desk.desk.pool.query('delete from rate_limits'))
afterAll(() => desk[Symbol.asyncDispose]())

const wanted = 'a new and longer one'

async function refusalOf(response: Response): Promise<{ status: number; code: string; field?: string }> {
  const { error } = (await response.json()) as { error: { code: string; field?: string } }
  return { status: response.status, code: error.code, ...(error.field && { field: error.field }) }
}

const isIn = async (cookie: string) => (await desk.request('/api/v1/conversations', { cookie })).status === 200
const signIn = (email: string, password: string) =>
  desk.request('/api/v1/session', { method: 'POST', body: { email, password } })
const change = (cookie: string, body: { current: string; new: string }) =>
  desk.request('/api/v1/agents/me/password', { method: 'POST', body, cookie })
const makeLink = (agentId: string, how: { cookie?: string; key?: string } = admin) =>
  desk.request(`/api/v1/agents/${agentId}/recovery`, { method: 'POST', body: {}, ...how })
const look = (token: string) => desk.request(`/api/v1/invitations/by-token/${token}`)
const recover = (token: string, password = wanted, cookie?: string) =>
  desk.request('/api/v1/invitations/recover', {
    method: 'POST',
    body: { token, password },
    ...(cookie !== undefined && { cookie }),
  })

async function tokenFor(agentId: string): Promise<string> {
  const made = await makeLink(agentId)
  expect(made.status).toBe(201)
  return ((await made.json()) as { url: string }).url.split('/').at(-1)!
}

const dead = { status: 404, code: 'invitation_not_found' }

test('changing one’s password ends every other session and gives this browser a fresh one', async () => {
  const { cookie, email } = await desk.signedIn('agent')
  const phone = cookieOf(await signIn(email, testPassword))
  const changed = await change(cookie, { current: testPassword, new: wanted })
  expect(changed.status).toBe(204)
  expect([await isIn(cookieOf(changed)), await isIn(cookie), await isIn(phone)]).toEqual([true, false, false])
  expect((await signIn(email, testPassword)).status).toBe(401)
  expect((await signIn(email, wanted)).status).toBe(200)
})

test('a wrong present password changes nothing, and says which field is meant', async () => {
  const { cookie, email } = await desk.signedIn('agent')
  const refused = await change(cookie, { current: 'not this one', new: wanted })
  expect(await refusalOf(refused)).toEqual({ status: 403, code: 'wrong_password', field: 'current' })
  expect(await isIn(cookie)).toBe(true)
  expect((await signIn(email, testPassword)).status).toBe(200)
  const short = await change(cookie, { current: testPassword, new: 'short' })
  expect(await refusalOf(short)).toEqual({ status: 400, code: 'invalid_request', field: 'new' })
})

test('guessing the present password is limited like signing in', async () => {
  const { cookie } = await desk.signedIn('agent')
  for (let tries = 0; tries < 10; tries += 1) await change(cookie, { current: `wrong ${tries}`, new: wanted })
  const response = await change(cookie, { current: testPassword, new: wanted })
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(60)
  expect((await refusalOf(response)).status).toBe(429)
})

test('a program has no password to change', async () => {
  const body = { current: 'x', new: wanted }
  const key = await desk.apiKey('admin')
  const response = await desk.request('/api/v1/agents/me/password', { method: 'POST', body, key })
  expect(await refusalOf(response)).toMatchObject({ status: 403, code: 'needs_agent' })
})

test('a recovery link says whose it is, sets the password, ends all sessions and signs in', async () => {
  const { cookie, agentId, email } = await desk.signedIn('agent')
  const made = (await (await makeLink(agentId)).json()) as { url: string; expiresAt: string }
  expect(Date.parse(made.expiresAt) - Date.now()).toBeGreaterThan(23.9 * 3_600_000)
  expect(Date.parse(made.expiresAt) - Date.now()).toBeLessThanOrEqual(24 * 3_600_000)
  const token = made.url.split('/join/')[1]!
  expect(await (await look(token)).json()).toEqual({
    kind: 'recovery',
    name: email.split('@')[0],
    email,
    deskName: 'Cordboard',
  })
  const recovered = await recover(token)
  expect(recovered.status).toBe(200)
  expect(await recovered.json()).toMatchObject({ agent: { id: agentId, email } })
  expect([await isIn(cookieOf(recovered)), await isIn(cookie)]).toEqual([true, false])
  expect((await signIn(email, testPassword)).status).toBe(401)
  expect((await signIn(email, wanted)).status).toBe(200)
})

test('of many who use the same link at once one gets in, and later nobody', async () => {
  const { agentId } = await desk.signedIn('agent')
  const token = await tokenFor(agentId)
  const answers = await Promise.all(Array.from({ length: 4 }, (_, n) => recover(token, `${wanted} ${n}`)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404, 404])
  expect(await refusalOf(await recover(token))).toEqual(dead)
  expect(await refusalOf(await look(token))).toEqual(dead)
})

test('a link is dead after a day', async () => {
  const { agentId, cookie } = await desk.signedIn('agent')
  const token = await tokenFor(agentId)
  await desk.desk.pool.query(`update invitations set expires_at = now() where agent_id = $1`, [agentId])
  expect(await refusalOf(await look(token))).toEqual(dead)
  expect(await refusalOf(await recover(token))).toEqual(dead)
  expect(await isIn(cookie)).toBe(true)
})

test('a new link ends the one before, and so does a changed password', async () => {
  const { agentId, cookie } = await desk.signedIn('agent')
  const [first, second] = [await tokenFor(agentId), await tokenFor(agentId)]
  expect([(await look(first)).status, (await look(second)).status]).toEqual([404, 200])
  await change(cookie, { current: testPassword, new: wanted })
  expect(await refusalOf(await recover(second))).toEqual(dead)
})

test('a disabled agent gets no link, and one made before stays dead when they come back', async () => {
  const { agentId } = await desk.signedIn('agent')
  const token = await tokenFor(agentId)
  const disable = (disabled: boolean) =>
    desk.request(`/api/v1/agents/${agentId}`, { method: 'PATCH', body: { disabled }, cookie: admin.cookie })
  await disable(true)
  expect(await refusalOf(await makeLink(agentId))).toEqual({ status: 409, code: 'not_enabled' })
  expect(await refusalOf(await recover(token))).toEqual(dead)
  await disable(false)
  expect(await refusalOf(await recover(token))).toEqual(dead)
})

test('only admins make links, and only for people who are there', async () => {
  const [one, two] = [await desk.signedIn('agent'), await desk.signedIn('agent')]
  expect(await refusalOf(await makeLink(two.agentId, { cookie: one.cookie }))).toMatchObject({ status: 403 })
  expect(await refusalOf(await makeLink(one.agentId, { cookie: one.cookie }))).toMatchObject({ status: 403 })
  expect(await refusalOf(await makeLink('nobody'))).toMatchObject({ status: 404 })
  expect((await makeLink(two.agentId, { key: await desk.apiKey('admin') })).status).toBe(201)
})

test('a recovery link invites nobody, stands in no list, and an invitation recovers nobody', async () => {
  const { agentId } = await desk.signedIn('agent')
  const token = await tokenFor(agentId)
  const acceptance = { token, name: 'Mallory', email: 'mallory@example.com', password: wanted }
  const accepted = await desk.request('/api/v1/invitations/accept', { method: 'POST', body: acceptance })
  expect(await refusalOf(accepted)).toEqual(dead)
  const listed = await desk.request('/api/v1/invitations', { cookie: admin.cookie })
  expect(await listed.json()).toMatchObject({ items: [] })
  const body = { role: 'agent', email: admin.email }
  const invited = await desk.request('/api/v1/invitations', { method: 'POST', body, cookie: admin.cookie })
  const { url } = (await invited.json()) as { url: string }
  expect(await refusalOf(await recover(url.split('/').at(-1)!))).toEqual(dead)
  expect(await isIn(admin.cookie)).toBe(true)
})

test('too many wrong tries do not keep out who comes with a link', async () => {
  const { agentId, email } = await desk.signedIn('agent')
  for (let tries = 0; tries < 11; tries += 1) await signIn(email, `wrong ${tries}`)
  expect((await signIn(email, testPassword)).status).toBe(429)
  expect((await recover(await tokenFor(agentId))).status).toBe(200)
  expect((await signIn(email, wanted)).status).toBe(200)
})

test('whoever else sat at the browser is signed out of it', async () => {
  const [one, two] = [await desk.signedIn('agent'), await desk.signedIn('agent')]
  const recovered = await recover(await tokenFor(two.agentId), wanted, one.cookie)
  expect([await isIn(one.cookie), await isIn(cookieOf(recovered))]).toEqual([false, true])
})

test('a link is stored as a hash only', async () => {
  const { agentId } = await desk.signedIn('agent')
  const token = await tokenFor(agentId)
  const dump = await desk.desk.pool.query<{ row: string }>(`select row_to_json(i)::text as row from invitations i`)
  expect(dump.rows.map(({ row }) => row).join()).not.toContain(token)
})

test('the operator makes links for admins, and is told why not for others', async () => {
  const { db } = desk.desk
  const agent = await desk.signedIn('agent')
  const { token } = await createAdminRecovery(db, admin.email.toUpperCase())
  expect(await (await look(token)).json()).toMatchObject({ kind: 'recovery', email: admin.email })
  await expect(createAdminRecovery(db, agent.email)).rejects.toThrow(/is for admins/)
  await expect(createAdminRecovery(db, 'nobody@example.com')).rejects.toThrow(/nobody@example.com/)
})
