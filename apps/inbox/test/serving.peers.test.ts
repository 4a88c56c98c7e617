import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { ChannelConnection } from '@cordboard/core/channel/channel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AnyChannel } from '../src/context.ts'
import { fakeChannel } from './support/fake-channel.ts'
import { seedAccount, seedConversation } from './support/seed.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let folder: string
let desk: TestDesk
let verifies = (_signal: AbortSignal, _onStep?: unknown) => Promise.resolve({ steps: [] as never[] })

const connection: ChannelConnection = {
  handleWebhook: async (request) => new Response(`${request.headers.get('x-secret')} ${await request.text()}`),
  send: () => Promise.reject(new Error('not here')),
  verify: (signal, onStep) => verifies(signal, onStep),
  [Symbol.asyncDispose]: () => Promise.resolve(),
}
const hooked: AnyChannel = { ...fakeChannel, id: 'hooked', connect: () => Promise.resolve(connection) }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordboard-web-'))
  await mkdir(join(folder, 'assets'))
  await mkdir(join(folder, '.vite'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Desk</title>')
  await writeFile(join(folder, 'assets/main-abc.js'), 'export {}')
  await writeFile(join(folder, 'assets/main-abc.js.br'), 'compressed')
  await writeFile(join(folder, '.vite/manifest.json'), '{}')
  desk = await openTestDesk({ webFolder: folder, channels: [fakeChannel, hooked] })
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

test('every page of the app is the one page, under a policy that runs no inline script', async () => {
  for (const path of ['/', '/c/1042', '/inbox/mine?status=open', '/join/abc']) {
    const response = await desk.request(path)
    expect(await response.text()).toContain('<title>Desk')
    const policy = response.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'self'; script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(response.headers.get('cache-control')).toBe('no-cache')
  }
})

test('hashed files are kept for ever, and sent compressed to whoever takes that', async () => {
  const plain = await desk.request('/assets/main-abc.js')
  expect(await plain.text()).toBe('export {}')
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const small = await desk.request('/assets/main-abc.js', { headers: { 'accept-encoding': 'gzip, br' } })
  expect([await small.text(), small.headers.get('content-encoding'), small.headers.get('vary')]).toEqual([
    'compressed',
    'br',
    'Accept-Encoding',
  ])
  expect(small.headers.get('content-type')).toContain('text/javascript')
})

test.each([
  '/assets/gone.js',
  '/../package.json',
  '/%2e%2e/%2e%2e/package.json',
  '/..%2f..%2fpackage.json',
  '/.vite/manifest.json',
  '/.env',
  '/a%00.js',
  '/%ff.js',
  '/assets',
])('%s is not served', async (path) => {
  const response = await desk.request(path)
  expect(await response.text()).not.toMatch(/cordboard\/|"name"|^\{\}$/)
})

test('without built pages the desk says what to do', async () => {
  await using bare = await openTestDesk()
  const response = await bare.request('/')
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('npm start')
})

test('a provider’s call reaches its connection as it came; nothing else does', async () => {
  const admin = await desk.signedIn('admin')
  const account = async (channel: string) => {
    const body = { channel, name: channel, settings: { address: `${channel}@example.com`, password: 'x' } }
    const response = await desk.request('/api/v1/accounts', { method: 'POST', body, cookie: admin.cookie })
    return ((await response.json()) as { id: string }).id
  }
  const [hook, other] = [await account('hooked'), await account('fake')]
  const call = (path: string) =>
    desk.app.request(`http://desk.test${path}`, {
      method: 'POST',
      body: '{"raw": 1}',
      headers: { 'x-secret': 's', origin: 'https://provider.example' },
    })
  expect(await (await call(`/hooks/hooked/${hook}`)).text()).toBe('s {"raw": 1}')
  // Some ask first whether somebody is there.
  const asked = await desk.app.request(`http://desk.test/hooks/hooked/${hook}?crc_token=c`, {
    headers: { 'x-secret': 's' },
  })
  expect([asked.status, await asked.text()]).toEqual([200, 's '])
  for (const path of [`/hooks/fake/${hook}`, `/hooks/fake/${other}`, '/hooks/hooked/99999', '/hooks/hooked/x']) {
    const status = (await call(path)).status
    expect([path, status]).toEqual([path, path === `/hooks/fake/${other}` ? 500 : 404])
  }
  await desk.request(`/api/v1/accounts/${hook}`, { method: 'PATCH', body: { enabled: false }, cookie: admin.cookie })
  expect((await call(`/hooks/hooked/${hook}`)).status).toBe(404)
})

test('testing an account tells each step as it ends, then the whole', async () => {
  const admin = await desk.signedIn('admin')
  const step = (name: string, direction: 'receive' | 'send', ok: boolean) => ({
    step: name,
    direction,
    ok,
    detail: `${name}.`,
    sentence: ok ? null : { code: `toy.${name}`, values: { port: 25 } },
    technical: null,
    durationMs: 1,
  })
  const steps = [step('connect', 'receive', true), step('sign_in', 'receive', true), step('send', 'send', false)]
  verifies = (_signal, onStep) => {
    for (const one of steps) (onStep as (s: unknown) => void)(one)
    return Promise.resolve({ steps: steps as never[] })
  }
  const body = { channel: 'hooked', settings: { address: 'typed@example.com', password: 'x' } }
  const response = await desk.request('/api/v1/accounts/verify/stream', { method: 'POST', body, cookie: admin.cookie })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const text = await response.text()
  expect(text.match(/^event: \w+$/gm)).toEqual(['event: step', 'event: step', 'event: step', 'event: result'])
  expect(JSON.parse(text.split('event: result\ndata: ')[1]!)).toEqual({
    receive: { ok: true, detail: 'sign_in.', sentence: null },
    send: { ok: false, detail: 'send.', sentence: { code: 'toy.send', values: { port: 25 } } },
    steps,
  })
})

test('settings that are typed wrong are refused before anything is dialled; stored secrets fill what was left out', async () => {
  const admin = await desk.signedIn('admin')
  const verify = (body: object) =>
    desk.request('/api/v1/accounts/verify/stream', { method: 'POST', body, cookie: admin.cookie })
  const settings = { address: 'filled@example.com' }
  expect((await verify({ channel: 'hooked', settings })).status).toBe(422)
  expect((await verify({ settings })).status).toBe(400)
  const created = await desk.request('/api/v1/accounts', {
    method: 'POST',
    body: { channel: 'hooked', name: 'A', settings: { ...settings, password: 'x' } },
    cookie: admin.cookie,
  })
  const { id: accountId } = (await created.json()) as { id: string }
  expect((await verify({ channel: 'hooked', settings, accountId })).status).toBe(200)
})

test('a stream ends with the right to it', async () => {
  const [admin, agent] = [await desk.signedIn('admin'), await desk.signedIn('agent')]
  const { endedCallers } = await import('../src/realtime/ended-callers.ts')
  const client = (agentId: string, sessionId: string) =>
    ({ caller: { kind: 'agent', agentId, sessionId, role: 'agent' } }) as never
  const session = async (agentId: string) =>
    (
      await desk.desk.db
        .selectFrom('agent_sessions')
        .select('id')
        .where('agent_id', '=', agentId)
        .executeTakeFirstOrThrow()
    ).id
  const clients = [
    client(admin.agentId, await session(admin.agentId)),
    client(agent.agentId, await session(agent.agentId)),
  ]
  expect(await endedCallers(desk.desk.db, clients)).toEqual([])
  await desk.request(`/api/v1/agents/${agent.agentId}`, {
    method: 'PATCH',
    body: { disabled: true },
    cookie: admin.cookie,
  })
  expect(await endedCallers(desk.desk.db, clients)).toEqual([clients[1]])
})

test('long answers are compressed for whoever asks for it, short ones and streams never', async () => {
  const { cookie } = await desk.signedIn('agent')
  const accountId = await seedAccount(desk.desk.db)
  for (let n = 0; n < 10; n += 1)
    await seedConversation(desk.desk.db, accountId, { address: `long${n}@example.com`, text: '退款 refund' })
  const get = async (path: string, encoding?: string) => {
    const headers: Record<string, string> = encoding === undefined ? {} : { 'accept-encoding': encoding }
    const response = await desk.request(path, { cookie, headers })
    const said = response.headers.get('content-encoding')
    const bytes = Buffer.from(await response.arrayBuffer())
    return { said, bytes, type: response.headers.get('content-type'), vary: response.headers.get('vary') }
  }
  const plain = await get('/api/v1/conversations')
  expect(plain).toMatchObject({ said: null, vary: 'Accept-Encoding' })
  const small = await get('/api/v1/conversations', 'deflate, gzip;q=0.5')
  expect(small).toMatchObject({ said: 'gzip', type: plain.type, vary: 'Accept-Encoding' })
  expect(gunzipSync(small.bytes)).toEqual(plain.bytes)
  expect(small.bytes.length).toBeLessThan(plain.bytes.length / 3)
  expect((await get('/api/v1/conversations', 'br, gzip;q=0')).said).toBeNull()
  expect(await get('/api/v1/conversations/counts', 'gzip')).toMatchObject({ said: null })
  expect((await get('/api/v1/openapi.json', 'gzip')).said).toBe('gzip')
  const stream = await desk.request('/api/v1/events/stream', { cookie, headers: { 'accept-encoding': 'gzip' } })
  expect(stream.headers.get('content-encoding')).toBeNull()
  await stream.body?.cancel()
})

test('a process is not ready when its worker has ended or its listener is silent', async () => {
  const now = { running: true, silentMs: 0 }
  await using own = await openTestDesk({
    roles: { worker: { running: () => now.running }, listener: { silentMs: () => now.silentMs } },
  })
  const ready = async () => {
    const response = await own.request('/readyz')
    return { status: response.status, ...((await response.json()) as object) }
  }
  expect(await ready()).toMatchObject({ status: 200, checks: { process: { ok: true } } })
  now.silentMs = 29_000
  expect((await ready()).status).toBe(200)
  now.silentMs = 42_000
  const silent = { ok: false, detail: 'its listener was last seen 42 s ago' }
  expect(await ready()).toMatchObject({ status: 503, checks: { process: silent, database: { ok: true } } })
  now.silentMs = 0
  now.running = false
  expect(await ready()).toMatchObject({ status: 503, checks: { process: { detail: 'its worker has ended' } } })
})

test('ready means that messages move', async () => {
  await using quiet = await openTestDesk()
  const ready = async () => {
    const response = await quiet.request('/readyz')
    return { status: response.status, ...((await response.json()) as { checks: Record<string, { ok: boolean }> }) }
  }
  expect((await ready()).status).toBe(200)
  const accountId = await seedAccount(quiet.desk.db)
  await seedConversation(quiet.desk.db, accountId, { address: 'a@example.com' })
  const old = `now() - interval '10 minutes'`
  await quiet.desk.pool
    .query(`insert into ledger (account_id, provider_key, received_at, accepted_at, media_type, raw, raw_size, raw_sha256)
    values (${accountId}, 'k', ${old}, ${old}, 'x', '', 0, '')`)
  expect(await ready()).toMatchObject({ status: 503, checks: { inbound: { ok: false }, outbound: { ok: true } } })
  // One that waits for its retry is not late.
  await quiet.desk.pool.query(`update ledger set retry_at = now() + interval '1 hour'`)
  expect((await ready()).status).toBe(200)
  await quiet.desk.pool.query(`update channel_accounts set created_at = ${old}`)
  expect(await ready()).toMatchObject({ status: 503, checks: { listeners: { ok: false } } })
})

test('figures are for the machine itself and for admins’ keys', async () => {
  expect((await desk.request('/metrics')).status).toBe(401)
  expect((await desk.request('/metrics', { key: await desk.apiKey('agent') })).status).toBe(403)
  const response = await desk.request('/metrics', { key: await desk.apiKey('admin') })
  expect(await response.text()).toMatch(/cordboard_http_request_seconds_count\{route="GET \/metrics",status="401"\} 1/)
})
