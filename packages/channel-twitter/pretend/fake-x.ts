/**
 * A pretend X: a real HTTPS server that answers for api.x.com, ton.twitter.com and the hosts of its files. Signatures of OAuth 1.0a,
 * PKCE, challenges and limits are really checked. For tests, journeys, benchmarks and the demo.
 */
import { selfSignedCertificate } from '@cordboard/certificate/self-signed'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Activity } from './activity.ts'
import { bodyOf } from './body.ts'
import { type Call, Endpoints, problem, type Reply } from './endpoints.ts'
import { type Fault, Faults } from './faults.ts'
import { type Keys, SignatureCheck } from './oauth1-check.ts'
import { brand } from './people.ts'
import { RateLimits } from './rate-limits.ts'
import { TokenDesk } from './tokens.ts'
import { World, type WorldOptions } from './world.ts'

const hosts = ['api.x.com', 'upload.x.com', 'x.com', 'ton.twitter.com', 'pbs.twimg.com', 'video.twimg.com', 'localhost']
const publicHosts = new Set(['pbs.twimg.com', 'video.twimg.com'])
/** Made once for the process: all pretend Xs are the same X. */
const certificate = selfSignedCertificate(hosts)

export type Seen = { method: string; path: string; as: 'keys' | 'token' | 'app' | 'nobody' }

export async function startFakeX(port = 0, options: WorldOptions = {}): Promise<FakeX> {
  const x = new FakeX(options)
  await x.up(port)
  return x
}

export class FakeX implements AsyncDisposable {
  readonly keys: Keys = {
    appKey: `app-${randomUUID()}`,
    appSecret: `app-secret-${randomUUID()}`,
    accessToken: `${brand.id}-token-${randomUUID()}`,
    accessSecret: `access-secret-${randomUUID()}`,
  }
  readonly world: World
  readonly endpoints: Endpoints
  readonly activity: Activity
  readonly tokens = new TokenDesk()
  readonly faults = new Faults()
  readonly limits = new RateLimits()
  readonly seen: Seen[] = []
  /** Called after each request that was answered. */
  onCall: () => void = () => {}
  /** What the keys allow, as X tells it. */
  accessLevel: 'read' | 'read-write' | 'read-write-directmessages' = 'read-write-directmessages'
  readonly ca = certificate.cert
  readonly appToken = `app-token-${randomUUID()}`
  readonly #check = new SignatureCheck(() => this.world.now())
  readonly #sockets = new Set<Socket>()
  readonly #tls: TlsServer
  #front: Server | null = null
  #port = 0
  #dropNext = false

  constructor(options: WorldOptions = {}) {
    this.world = new World(options)
    this.endpoints = new Endpoints(this.world)
    this.activity = new Activity(this.world, this.keys.appSecret)
    this.#tls = createTlsServer(
      { ...certificate, keepAliveTimeout: 60_000 },
      (request, response) => void this.#serve(request, response),
    )
    this.#tls.on('secureConnection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
      socket.on('error', () => {})
    })
    this.#tls.on('tlsClientError', () => {})
  }

  get origin(): string {
    return `https://127.0.0.1:${this.#port}`
  }

  /** Every secret of both ways of signing in. */
  get secrets(): readonly string[] {
    const { appSecret, accessToken, accessSecret } = this.keys
    return [appSecret, accessToken, accessSecret, this.appToken, ...this.tokens.secrets]
  }

  connections(): number {
    return this.#sockets.size
  }

  /** Listens again on the port it had. */
  async up(port = this.#port): Promise<void> {
    if (this.#front !== null) return
    this.#front = createServer((socket) => this.#welcome(socket))
    await once(this.#front.listen(port, '127.0.0.1'), 'listening')
    this.#port = (this.#front.address() as AddressInfo).port
  }

  async down(): Promise<void> {
    const front = this.#front
    this.#front = null
    this.cutLinks()
    if (front) await once(front.close(), 'close')
  }

  cutLinks(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** The next connection ends before a word is said. */
  dropNextConnection(): void {
    this.#dropNext = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down()
  }

  #welcome(socket: Socket): void {
    socket.on('error', () => {})
    if (!this.#dropNext) return void this.#tls.emit('connection', socket)
    this.#dropNext = false
    socket.destroy()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '')
    const url = new URL(request.url ?? '/', `https://${host}`)
    const method = request.method ?? 'GET'
    const raw = await buffer(request)
    const fault = this.faults.take(method, url.pathname)
    if (fault?.do === 'cut_before') return void request.socket.destroy()
    if (fault?.do === 'answer') return this.#say(response, fault.reply)
    const call = { method, url, host, body: bodyOf(request, raw) }
    const reply = await this.#answer(call, request, raw)
    this.#end(response, reply, fault)
    this.onCall()
  }

  #end(response: ServerResponse, reply: Reply, fault: Fault | null): void {
    if (fault?.do === 'silence') return
    if (fault?.do === 'cut_after') return void response.socket?.destroy()
    if (fault?.do === 'cut_within') {
      response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': 1_000 })
      response.write('{"data":{"id":"20')
      return void setImmediate(() => response.socket?.destroy())
    }
    this.#say(response, reply)
  }

  async #answer(call: Call, request: IncomingMessage, raw: Buffer): Promise<Reply> {
    const page = this.#signInPage(call, request, raw)
    if (page) return page
    const authorization = request.headers.authorization ?? ''
    const as = publicHosts.has(call.host) ? 'nobody' : this.#who(call, authorization, request, raw)
    if (typeof as !== 'string') return as
    this.seen.push({ method: call.method, path: call.url.pathname, as })
    const { headers, refused } = this.limits.take(call.method, call.url.pathname, this.world.now().getTime())
    if (refused) return { ...problem(429, 'Too Many Requests'), headers }
    const forbidden = this.#forbidden(call, as, authorization.replace('Bearer ', ''))
    if (forbidden) return { ...forbidden, headers }
    const reply =
      (as === 'app' || call.url.pathname.includes('/activity/') ? await this.activity.answer(call) : null) ??
      this.endpoints.answer(call)
    const level: Record<string, string> = as === 'keys' ? { 'x-access-level': this.accessLevel } : {}
    return { ...(reply ?? problem(404, 'There is no such endpoint.')), headers: { ...headers, ...level } }
  }

  /** Who asks; or the refusal. */
  #who({ method, url }: Call, authorization: string, request: IncomingMessage, raw: Buffer): Seen['as'] | Reply {
    if (authorization.startsWith('OAuth ')) {
      const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
      const form = new URLSearchParams(isForm ? raw.toString() : '')
      const fault = this.#check.fault({ method, url, form, authorization }, this.keys)
      if (fault === null) return 'keys'
      return problem(401, 'Unauthorized', fault === 'timestamp' ? [135] : [32])
    }
    const token = authorization.replace(/^Bearer /, '')
    if (token === this.appToken) return 'app'
    return this.tokens.accepts(token) ? 'token' : problem(401, 'Unauthorized')
  }

  #forbidden({ method, url, host }: Call, as: Seen['as'], token: string): Reply | null {
    const path = url.pathname
    const isApps = path.startsWith('/2/webhooks') || (path === '/2/activity/subscriptions' && method === 'GET')
    if (isApps !== (as === 'app') && as !== 'nobody')
      return problem(
        403,
        'This endpoint wants another kind of token.',
        [],
        'https://api.twitter.com/2/problems/unsupported-authentication',
      )
    const isDirect = path.startsWith('/2/dm_')
    if (as === 'keys') {
      // Files of direct messages are given to tokens by the API, and to keys where they lie.
      if (path.startsWith('/2/dm_conversations/media/'))
        return problem(
          403,
          'Unsupported Authentication',
          [],
          'https://api.twitter.com/2/problems/unsupported-authentication',
        )
      if (isDirect && this.accessLevel !== 'read-write-directmessages')
        return problem(
          403,
          'Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.',
          [],
          'https://api.twitter.com/2/problems/oauth1-permissions',
        )
      if (method === 'POST' && this.accessLevel === 'read')
        return problem(
          403,
          'Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.',
          [],
          'https://api.twitter.com/2/problems/oauth1-permissions',
        )
    }
    if (as !== 'token') return null
    if (host === 'ton.twitter.com') return problem(401, 'Unauthorized')
    const wanted = isDirect
      ? method === 'GET'
        ? 'dm.read'
        : 'dm.write'
      : path === '/2/tweets' && method === 'POST'
        ? 'tweet.write'
        : 'users.read'
    return this.tokens.allows(token, wanted) ? null : problem(403, 'Missing required OAuth scope.')
  }

  #signInPage({ method, url, host }: Call, request: IncomingMessage, raw: Buffer): Reply | null {
    if (url.pathname === '/i/oauth2/authorize')
      return { status: 200, type: 'text/html', bytes: Buffer.from(consentPage(url)) }
    if (url.pathname === '/i/oauth2/decide')
      return {
        status: 302,
        headers: { location: this.tokens.consent(url.searchParams, url.searchParams.get('answer') === 'allow') },
      }
    if (method !== 'POST' || host !== 'api.x.com') return null
    if (url.pathname === '/2/oauth2/token')
      return this.tokens.answer(new URLSearchParams(raw.toString()), request.headers.authorization ?? '')
    if (url.pathname !== '/oauth2/token') return null
    const basic = Buffer.from(`${this.keys.appKey}:${this.keys.appSecret}`).toString('base64')
    if (request.headers.authorization !== `Basic ${basic}`)
      return problem(403, 'Unable to verify your credentials', [99])
    return { status: 200, body: { token_type: 'bearer', access_token: this.appToken } }
  }

  #say(
    response: ServerResponse,
    { status, body, bytes, type = 'application/json', headers = {}, ...more }: Reply & { text?: string },
  ): void {
    const content =
      bytes ?? ('text' in more && more.text !== undefined ? more.text : body === undefined ? '' : JSON.stringify(body))
    response.writeHead(status, {
      'content-type': type,
      date: this.world.now().toUTCString(),
      'content-length': Buffer.byteLength(content),
      ...headers,
    })
    response.end(content)
  }
}

function consentPage(url: URL): string {
  const link = (answer: string) => {
    const search = new URLSearchParams([...url.searchParams, ['answer', answer]]).toString()
    return `/i/oauth2/decide?${search}`.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  }
  return `<!DOCTYPE html><title>Pretend X</title><h1>Let the desk read and answer for @${brand.username}?</h1><a href="${link('allow')}">Authorize app</a> <a href="${link('deny')}">Cancel</a>`
}
