/** Calls of the Bot API. Everything it throws is a `BotFailure`, a `FileUnreadable`, the host's own refusal of an address, or the reason of `signal`. */
import * as http from 'node:http'
import * as https from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Telegram, TelegramError } from 'telegraf'
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { answerIn, bareRefusal, type Refusal, troubleIn } from './bot-answer.ts'
import { BotFailure, type Trouble } from './bot-failure.ts'
import { openAgent, type Trip } from './dialled-agent.ts'
import { FileUnreadable, type Form } from './multipart.ts'
import { apiRootOf, type TelegramSettings } from './settings.ts'

export type CallOptions = { signal: AbortSignal; timeoutMs: number }

/** What the library does with any method; its own types end in early 2024. */
type AnyCaller = {
  options: { agent?: http.Agent }
  callApi(method: string, payload: object, options: { signal: AbortSignal }): Promise<unknown>
}

type Body = { contentType: string; length: number; chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array> }

const longestIdleMs = 30_000

export class BotClient {
  readonly #token: string
  readonly #root: URL
  readonly #resolveHost: ChannelHost<object>['resolveHost']
  readonly #library: AnyCaller
  /** A line that is used once is never found dead: whatever breaks then broke after we wrote. */
  readonly #once: ReturnType<typeof openAgent>
  readonly #kept: ReturnType<typeof openAgent>

  constructor(settings: TelegramSettings, { resolveHost }: Pick<ChannelHost<object>, 'resolveHost'>) {
    this.#token = settings.token
    this.#root = apiRootOf(settings)
    this.#resolveHost = resolveHost
    const secure = this.#root.protocol === 'https:'
    this.#once = openAgent(secure, { keepAlive: false })
    this.#kept = openAgent(secure, { keepAlive: true, maxSockets: 1 })
    this.#library = new Telegram(settings.token, { apiRoot: this.#root.href }) as unknown as AnyCaller
    // The library forgets an agent it was given for an http: root.
    this.#library.options.agent = this.#once.agent
  }

  /** Resolves to the call's result, as `Method` has it. */
  async call<Result>(method: string, payload: object, { signal, timeoutMs }: CallOptions): Promise<Result> {
    const trip = await this.#trip()
    const patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    try {
      const work = () => this.#library.callApi(method, payload, { signal: patience })
      return (await this.#once.travel(trip, work)) as Result
    } catch (error) {
      throw new BotFailure(method, this.#troubleOf(error, trip))
    } finally {
      trip.socket?.destroy()
    }
  }

  /** The same with files. What breaks before all of the form was written was not taken. */
  async upload<Result>(method: string, form: Form, { signal, timeoutMs }: CallOptions): Promise<Result> {
    const trip = await this.#trip()
    const patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    try {
      const work = () => this.#exchange(method, this.#once.agent, { signal: patience, body: form, trip })
      const { status, text } = await this.#once.travel(trip, work)
      const answer = answerIn(status, text)
      if ('result' in answer) return answer.result as Result
      throw new BotFailure(method, this.#redacted(answer.trouble))
    } catch (error) {
      if (error instanceof BotFailure || error instanceof FileUnreadable) throw error
      throw new BotFailure(method, this.#troubleOf(error, { ...trip, connected: trip.connected && trip.written }))
    } finally {
      trip.socket?.destroy()
    }
  }

  /**
   * The text of Telegram's answer to `getUpdates`: read by ourselves, because the ledger keeps what Telegram wrote. `saidAt`: by the
   * server's clock.
   */
  async readUpdates(payload: object, { signal, timeoutMs }: CallOptions): Promise<{ text: string; saidAt: Date }> {
    const method = 'getUpdates'
    const trip = await this.#trip()
    const patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const work = () => this.#exchange(method, this.#kept.agent, { signal: patience, body: jsonBody(payload), trip })
    const { status, text, date } = await this.#kept.travel(trip, work).catch((error: unknown) => {
      signal.throwIfAborted()
      throw new BotFailure(method, this.#troubleOf(error, trip))
    })
    const answer = status === 200 ? null : answerIn(status, text)
    if (answer && 'trouble' in answer) throw new BotFailure(method, this.#redacted(answer.trouble))
    const saidAt = new Date(date)
    return { text, saidAt: Number.isNaN(saidAt.getTime()) ? new Date() : saidAt }
  }

  /** The bytes of a file, as `getFile` names its path. */
  async download(path: string, signal: AbortSignal): Promise<http.IncomingMessage> {
    const method = 'download'
    const trip = await this.#trip()
    const encoded = path.split('/').map(encodeURIComponent).join('/')
    try {
      const work = () => this.#open(`./file/bot${this.#token}/${encoded}`, { agent: this.#once.agent, signal })
      const response = await this.#once.travel(trip, work)
      if (response.statusCode === 200) return response
      throw new BotFailure(method, bareRefusal(response.statusCode ?? 0))
    } catch (error) {
      trip.socket?.destroy()
      throw error instanceof BotFailure ? error : new BotFailure(method, this.#troubleOf(error, trip))
    }
  }

  close(): void {
    this.#once.agent.destroy()
    this.#kept.agent.destroy()
  }

  async #trip(): Promise<Trip> {
    const { address, family } = await this.#resolveHost(this.#root.hostname.replace(/^\[(.*)\]$/, '$1'))
    return { address, family, connected: false, written: false, socket: null }
  }

  async #exchange(
    method: string,
    agent: http.Agent,
    { signal, body, trip }: { signal: AbortSignal; body: Body; trip: Trip },
  ): Promise<{ status: number; text: string; date: string }> {
    const response = await this.#open(`./bot${this.#token}/${method}`, { agent, signal, body, trip })
    return { status: response.statusCode ?? 0, text: await textOf(response), date: response.headers.date ?? '' }
  }

  /** `./` keeps what follows from being read as an address of its own: a token has a colon. */
  #open(
    path: string,
    { agent, signal, body, trip }: { agent: http.Agent; signal: AbortSignal; body?: Body; trip?: Trip },
  ): Promise<http.IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    const ask = this.#root.protocol === 'https:' ? https.request : http.request
    const headers = body ? { 'content-type': body.contentType, 'content-length': body.length } : {}
    const request = ask(new URL(path, this.#root), { agent, signal, headers, method: body ? 'POST' : 'GET' })
    request.on('response', resolve)
    request.on('error', reject)
    if (trip) request.on('socket', () => (trip.connected ||= request.reusedSocket))
    if (!body) {
      request.setTimeout(longestIdleMs, () =>
        request.destroy(Object.assign(new Error('Silence'), { code: 'ETIMEDOUT' })),
      )
      request.end()
      return promise
    }
    pipeline(Readable.from(body.chunks(), { objectMode: true }), request).then(() => {
      if (trip) trip.written = true
    }, reject)
    return promise
  }

  #troubleOf(error: unknown, trip: Pick<Trip, 'connected'>): Trouble {
    if (error instanceof TelegramError) {
      const { code, description, parameters } = error
      return this.#redacted(
        troubleIn({ error_code: code, description, parameters: { ...parameters } } satisfies Refusal),
      )
    }
    const { type, code, name } = error as { type?: unknown; code?: unknown; name?: unknown }
    if (type === 'invalid-json') return { type: 'garbled' }
    const known = [code, name].flatMap((word) => (typeof word === 'string' && /^\w{1,60}$/.test(word) ? word : []))
    return { type: 'unanswered', code: known[0] ?? 'Error', connected: trip.connected }
  }

  #redacted(trouble: Trouble): Trouble {
    if (trouble.type !== 'refused') return trouble
    return { ...trouble, description: trouble.description.replaceAll(this.#token, '…') }
  }
}

function jsonBody(payload: object): Body {
  const bytes = new TextEncoder().encode(JSON.stringify(payload))
  return { contentType: 'application/json', length: bytes.length, chunks: () => [bytes] }
}

async function textOf(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
