import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedAccount, seedConversation } from './support/seed.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let desk: TestDesk
let cookie: string

beforeAll(async () => {
  desk = await openTestDesk()
  cookie = (await desk.signedIn('admin')).cookie
})
afterAll(() => desk[Symbol.asyncDispose]())

type Answer = { status: number; code: string; field: string | undefined; message: string }

async function answer(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
  const response = await desk.request(`/api/v1${path}`, { method, body, cookie, ...(headers ? { headers } : {}) })
  const parsed = (await response.json()) as { error: { code: string; message: string; field?: string } }
  expect(Object.keys(parsed)).toEqual(['error'])
  const { code, message, field } = parsed.error
  return { status: response.status, code, field, message }
}

test.each([
  ['a number that is none', 'GET', '/conversations?limit=abc', undefined, 'limit'],
  ['a page too large', 'GET', '/conversations?limit=1000', undefined, 'limit'],
  ['a status that is none', 'GET', '/conversations?status=closed', undefined, 'status'],
  ['a cursor nobody gave', 'GET', '/conversations?cursor=abc', undefined, 'cursor'],
  ['a cursor too long', 'GET', `/conversations?cursor=${'a'.repeat(300)}`, undefined, 'cursor'],
  [
    'a cursor of another list',
    'GET',
    `/contacts?cursor=${Buffer.from('2026-01-01 00:00:00+00|5').toString('base64url')}`,
    undefined,
    'cursor',
  ],
  ['an id too long', 'GET', `/conversations/${'1'.repeat(100)}`, undefined, 'id'],
  ['an account that cannot be', 'GET', '/conversations?account=x%27', undefined, 'account'],
  ['a missing field', 'POST', '/api-keys', { role: 'agent' }, 'name'],
  ['a wrong email', 'POST', '/session', { email: 'nobody', password: 'x' }, 'email'],
  [
    'a short password',
    'POST',
    '/invitations/accept',
    { token: 'x'.repeat(30), name: 'A', email: 'a@b.co', password: 'short' },
    'password',
  ],
  ['an event id that is none', 'GET', '/events?after=x', undefined, 'after'],
  ['a stream position that is none', 'GET', '/events/stream?after=x', undefined, 'after'],
])('%s names its field', async (_what, method, path, body, field) => {
  expect(await answer(method, path, body)).toMatchObject({ status: 400, code: 'invalid_request', field })
})

test('a setting that is unknown or wrong names its place', async () => {
  const unknown = await answer('POST', '/accounts', {
    channel: 'fake',
    name: 'A',
    settings: { address: 'a@b', password: 'x', extra: 1 },
  })
  expect(unknown).toMatchObject({ status: 422, code: 'invalid_settings' })
  const missing = await answer('POST', '/accounts', { channel: 'fake', name: 'A', settings: { address: 'a@b' } })
  expect(missing).toMatchObject({ status: 422, field: 'settings.password' })
  expect(await answer('POST', '/accounts', { channel: 'pigeon', name: 'A', settings: {} })).toMatchObject({
    status: 422,
    field: 'channel',
  })
})

test.each(['{', 'null', '[]', '"x"', '123', ''])('a body that is no object (%j) is refused', async (body) => {
  const response = await desk.request('/api/v1/api-keys', { method: 'POST', body, cookie })
  expect(response.status).toBe(400)
})

test('a body that is too large is refused before it is read', async () => {
  expect(await answer('POST', '/api-keys', { name: 'x'.repeat(3_000_000) })).toMatchObject({
    status: 413,
    code: 'too_large',
  })
})

test.each([
  '/conversations/999',
  '/conversations/0',
  '/conversations/abc',
  '/messages/999',
  '/contacts/999',
  '/accounts/999',
  '/conversations/999/messages',
  '/attachments/999',
  '/messages/999/frame',
  '/messages/999/raw',
])('%s names nothing and is a 404', async (path) => {
  expect(await answer('GET', path)).toMatchObject({ status: 404, code: 'not_found' })
})

test('a wrong method on a known path is a 404 with the same shape', async () => {
  expect(await answer('PUT', '/conversations')).toMatchObject({ status: 404 })
})

test('what nobody foresaw is answered without its words', async () => {
  await using broken = await openTestDesk()
  const admin = await broken.signedIn('admin')
  await broken.desk.pool.query('alter table conversations rename column subject to secret_column')
  const response = await broken.request('/api/v1/conversations', { cookie: admin.cookie })
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('column')
})

test('secrets of an account are write-only', async () => {
  const settings = { address: 'desk@example.com', password: 'hunter2-hunter2' }
  const created = await desk.request('/api/v1/accounts', {
    method: 'POST',
    body: { channel: 'fake', name: 'A', settings },
    cookie,
  })
  const text = await created.text()
  expect(created.status).toBe(201)
  expect(JSON.parse(text)).toMatchObject({ settings: { address: 'desk@example.com', password: null } })
  const { id } = JSON.parse(text) as { id: string }
  const all = [
    text,
    ...(await Promise.all(
      ['', `/${id}`, `/${id}/health`].map(async (path) =>
        (await desk.request(`/api/v1/accounts${path}`, { cookie })).text(),
      ),
    )),
  ]
  expect(all.join()).not.toContain('hunter2')
})

test('the description of the API is OpenAPI 3.1 and names every route under the prefix, with who may call it', async () => {
  const response = await desk.request('/api/v1/openapi.json')
  const document = (await response.json()) as {
    openapi: string
    paths: Record<string, Record<string, { description: string; responses: object }>>
  }
  expect(document.openapi).toMatch(/^3\.1/)
  const { permissions } = await import('../src/http/permissions.ts')
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} /api/v1${path}`),
  )
  const expected = Object.keys(permissions).filter(
    (route) => route.includes('/api/v1/') && !route.endsWith('openapi.json'),
  )
  expect(described.sort()).toEqual(expected.sort())
  for (const methods of Object.values(document.paths))
    for (const operation of Object.values(methods)) expect(operation.responses).toHaveProperty('default')
  expect(JSON.stringify(document)).not.toContain('"$ref":"#/components/schemas/undefined')
})

test('a character that cannot be stored is refused wherever it stands, and nothing of it is kept', async () => {
  const nul = 'a\0b'
  const account = await seedAccount(desk.desk.db)
  const { id, contactId } = await seedConversation(desk.desk.db, account, { address: 'mei@example.com' })
  for (const [method, path, body] of [
    ['POST', `/conversations/${id}/notes`, { text: nul }],
    ['POST', `/conversations/${id}/notes`, { text: 'a', clientId: `client-${nul}` }],
    ['PUT', `/conversations/${id}/draft`, { mode: 'reply', text: nul, attachmentIds: [] }],
    ['PATCH', `/conversations/${id}`, { labels: [nul] }],
    ['PATCH', `/contacts/${contactId}`, { name: nul }],
    ['POST', '/accounts', { channel: 'fake', name: nul, settings: { address: 'a@b', password: 'x' } }],
    ['POST', '/accounts', { channel: 'fake', name: 'A', settings: { address: nul, password: 'x' } }],
    ['POST', '/api-keys', { name: nul, role: 'agent' }],
  ] as const) {
    expect([path, (await answer(method, path, body)).status]).toEqual([path, 400])
  }
})
