/** The HTTP side over a database of its own, called without a socket. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareBackend } from '@cordboard/queue/backend'
import type { Role } from '@cordboard/core/roles'
import { createAgent } from '../../src/agents/create-agent.ts'
import { createApiKey } from '../../src/agents/api-keys.ts'
import { hashPassword } from '../../src/agents/password.ts'
import { type AnyChannel, openContext } from '../../src/context.ts'
import { type App, createApp } from '../../src/http/app.ts'
import type { OwnRoles } from '../../src/health/readiness.ts'
import type { HttpDesk } from '../../src/http/desk.ts'
import { openHttpDesk } from '../../src/http/open-desk.ts'
import { fakeChannel } from './fake-channel.ts'
import { createTestDatabase } from './postgres.ts'
import { quiet } from './quiet-log.ts'

export const deskOrigin = 'http://desk.test'
export const testPassword = 'correct horse battery'

export type RequestOptions = {
  method?: string
  body?: unknown
  cookie?: string
  key?: string
  headers?: Record<string, string>
}

export interface TestDesk extends AsyncDisposable {
  app: App
  desk: HttpDesk
  folder: string
  /** Sends `body` as JSON, with the desk's own Origin. */
  request(path: string, options?: RequestOptions): Promise<Response>
  /** A new agent's session cookie. */
  signedIn(role: Role, email?: string): Promise<{ cookie: string; agentId: string; email: string }>
  apiKey(role: Role): Promise<string>
}

let people = 0

export async function openTestDesk(
  options: { channels?: readonly AnyChannel[]; publicUrl?: string | null; webFolder?: string; roles?: OwnRoles } = {},
): Promise<TestDesk> {
  await using opening = new AsyncDisposableStack()
  const database = opening.use(await createTestDatabase())
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-test-desk-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const queue = { kind: 'postgres', url: database.url } as const
  await prepareBackend(queue, quiet)
  const context = opening.use(
    await openContext({
      databaseUrl: database.url,
      queue,
      blobs: { kind: 'disk', folder: join(folder, 'blobs') },
      secretKey: Buffer.alloc(32, 7),
      channels: options.channels ?? [fakeChannel],
      allowPrivateHosts: ['127.0.0.0/8', 'localhost'],
      publicUrl: options.publicUrl ?? null,
      failpoint: null,
      production: false,
      log: quiet,
    }),
  )
  const desk = opening.use(
    await openHttpDesk(context, {
      secretKey: Buffer.alloc(32, 7),
      publicUrl: options.publicUrl ?? null,
      behindProxy: false,
      version: '0.0.0-test',
      roles: options.roles ?? {},
    }),
  )
  const app = createApp(desk, { webFolder: options.webFolder ?? join(folder, 'no-web') })
  const opened = opening.move()

  async function request(path: string, { method = 'GET', body, cookie, key, headers = {} }: RequestOptions = {}) {
    const all = new Headers({ origin: deskOrigin, host: 'desk.test', ...headers })
    if (cookie !== undefined) all.set('cookie', cookie)
    if (key !== undefined) all.set('authorization', `Bearer ${key}`)
    if (body !== undefined && !(body instanceof FormData) && !all.has('content-type'))
      all.set('content-type', 'application/json')
    const sent =
      body === undefined || typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body)
    return app.request(`${deskOrigin}${path}`, { method, headers: all, body: sent })
  }

  return {
    app,
    desk,
    folder,
    request,
    async signedIn(role, email = `person${(people += 1)}@example.com`) {
      const passwordHash = await hashPassword(testPassword)
      const agentId = await desk.db
        .transaction()
        .execute((tx) => createAgent(tx, { name: email.split('@')[0]!, email, passwordHash, role, locale: null }))
      const response = await request('/api/v1/session', { method: 'POST', body: { email, password: testPassword } })
      if (response.status !== 200) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`)
      return { cookie: cookieOf(response), agentId: agentId!, email }
    },
    async apiKey(role) {
      return (await createApiKey(desk.db, { name: 'test', role, createdBy: null })).key
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** What a browser would send back. */
export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
