import { afterAll, beforeAll, expect, test } from 'vitest'
import { contractRoutes } from '../src/http/api.ts'
import { permissions } from '../src/http/permissions.ts'
import { plainRoutes } from '../src/http/plain-routes.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let desk: TestDesk
let credentials: Record<'stranger' | 'agent' | 'admin', { cookie?: string }>
let keys: Record<'agent' | 'admin', { key: string }>

beforeAll(async () => {
  desk = await openTestDesk()
  await desk.signedIn('admin', 'the-last-admin@example.com')
  const [agent, admin] = [await desk.signedIn('agent'), await desk.signedIn('admin')]
  credentials = { stranger: {}, agent: { cookie: agent.cookie }, admin: { cookie: admin.cookie } }
  keys = { agent: { key: await desk.apiKey('agent') }, admin: { key: await desk.apiKey('admin') } }
})
afterAll(() => desk[Symbol.asyncDispose]())

const routes = [...contractRoutes(), ...plainRoutes].map(({ method, path }) => `${method} ${path}`)
/** Signing out ends the session the walk walks with. */
const walked = routes.filter((route) => route !== 'DELETE /api/v1/session')

test('every route has a row in the permission table, and every row a route', () => {
  expect(Object.keys(permissions).sort()).toEqual(routes.sort())
})

test('routes outside the contract are all listed, so that nothing is mounted past the table', () => {
  const mounted = desk.app.routes
    .filter((route) => route.method !== 'ALL' && route.path !== '*' && route.path !== '/*')
    .map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`)
  expect([...new Set(mounted)].sort()).toEqual(routes.sort())
})

/** What the guard answers before any route sees the request. */
function isRefused(status: number, code: string | undefined): boolean {
  return status === 401 && code === 'not_signed_in' ? true : status === 403 && code === 'forbidden'
}

async function call(route: string, how: { cookie?: string; key?: string }) {
  const [method = '', path = ''] = route.split(' ')
  const concrete = path.replace('{token}', 'x'.repeat(30)).replace(/\{\w+\}/g, '999999')
  const response = await desk.request(concrete, { method, ...how, ...(method === 'GET' ? {} : { body: {} }) })
  const isJson = response.headers.get('content-type')?.includes('json')
  const code = isJson ? ((await response.json()) as { error?: { code: string } } | null)?.error?.code : undefined
  if (!isJson) await response.body?.cancel()
  return { status: response.status, refused: isRefused(response.status, code) }
}

test.each(walked)('%s lets through whom its row names, and nobody else', async (route) => {
  const permission = permissions[route]!
  const may = {
    stranger: permission === 'public' || permission === 'provider',
    agent: permission === 'public' || permission === 'provider' || permission === 'agent',
    admin: true,
  }
  const seen = {
    stranger: !(await call(route, credentials.stranger)).refused,
    agent: !(await call(route, credentials.agent)).refused,
    admin: !(await call(route, credentials.admin)).refused,
  }
  expect(seen).toEqual(may)
  expect(!(await call(route, keys.agent)).refused).toBe(may.agent)
  expect(!(await call(route, keys.admin)).refused).toBe(may.admin)
})

test('no route answers a walk with an error nobody foresaw', async () => {
  const answers = await Promise.all(walked.map(async (route) => ({ route, ...(await call(route, credentials.admin)) })))
  expect(answers.filter(({ status }) => status >= 500 && status !== 503)).toEqual([])
})

test('what has no route is refused, not served as a page', async () => {
  for (const path of ['/api/v1/nothing', '/api/v2/session', '/hooks/x', '/api']) {
    const response = await desk.request(path, { cookie: credentials.admin.cookie! })
    expect([path, response.status]).toEqual([path, 404])
  }
})

test('a wrong key is refused although a good cookie lies beside it', async () => {
  const response = await desk.request('/api/v1/conversations', {
    ...credentials.admin,
    key: 'wrong-key-wrong-key-wrong-key',
  })
  expect(response.status).toBe(401)
})

test('a revoked key and a disabled agent lose access at once', async () => {
  const { cookie, agentId } = await desk.signedIn('agent')
  const created = await desk.request('/api/v1/api-keys', {
    method: 'POST',
    body: { name: 'x', role: 'agent' },
    ...credentials.admin,
  })
  const { key, id } = (await created.json()) as { key: string; id: string }
  expect((await desk.request('/api/v1/conversations', { key })).status).toBe(200)
  await desk.request(`/api/v1/api-keys/${id}`, { method: 'DELETE', ...credentials.admin })
  await desk.request(`/api/v1/agents/${agentId}`, { method: 'PATCH', body: { disabled: true }, ...credentials.admin })
  expect((await desk.request('/api/v1/conversations', { key })).status).toBe(401)
  expect((await desk.request('/api/v1/conversations', { cookie })).status).toBe(401)
})
