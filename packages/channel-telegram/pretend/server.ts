/**
 * A pretend Telegram: the Bot API over HTTP for as many bots as wanted. It keeps the truth about what bots sent and what customers
 * wrote, and misbehaves when told.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, htmlPage, refusal, Refusal, result, unauthorized } from './answers.ts'
import { FakeBot } from './fake-bot.ts'
import type { Fault } from './faults.ts'
import { runMethod } from './methods.ts'
import { type Parameters, parametersIn, readBody } from './parameters.ts'

const largestRequest = 52_428_800

export class FakeTelegram implements AsyncDisposable {
  readonly #bots = new Map<string, FakeBot>()
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy())
  })
  #port = 0

  static async start(): Promise<FakeTelegram> {
    const telegram = new FakeTelegram()
    telegram.#server.on('connection', (socket) => {
      telegram.#sockets.add(socket)
      socket.on('close', () => telegram.#sockets.delete(socket))
    })
    await telegram.up()
    return telegram
  }

  get apiRoot(): string {
    return `http://127.0.0.1:${this.#port}/`
  }

  addBot(token: string, username = 'fake_bot', options: { idsAfter?: number } = {}): FakeBot {
    const bot = new FakeBot(token, username, options)
    this.#bots.set(token, bot)
    return bot
  }

  /** Its token is replaced: the old one is refused from now on. */
  revoke(token: string): void {
    this.#bots.delete(token)
  }

  connections(): number {
    return this.#sockets.size
  }

  cutLinks(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  async down(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.cutLinks()
    await closed
  }

  async up(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const bot of this.#bots.values()) bot.hook.stop()
    if (this.#server.listening) await this.down()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake')
    const body = await readBody(request)
    if (body.length > largestRequest) return write(response, htmlPage(413, 'Request Entity Too Large'))
    const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname)
    if (file) return this.#download(response, { token: file[1] ?? '', path: decodeURIComponent(file[2] ?? '') })
    const [, token = '', method = ''] = /^\/bot([^/]*)\/(\w+)$/.exec(url.pathname) ?? []
    const bot = this.#bots.get(token)
    if (!bot) return write(response, refusal(token.includes(':') ? unauthorized() : new Refusal(404, 'Not Found')))
    const parameters = parametersIn(request.headers['content-type'] ?? '', body, url.searchParams)
    bot.calls.push({ method, values: parameters.values })
    const fault = bot.faults.take(method)
    await meet(fault, { response, run: () => this.#run(bot, method, parameters, response) })
  }

  async #run(bot: FakeBot, method: string, parameters: Parameters, response: ServerResponse): Promise<Answer> {
    try {
      if (method.toLowerCase() !== 'getupdates') return result(runMethod(bot, method, parameters))
      const gone = new AbortController()
      response.on('close', () => gone.abort())
      const { allowed_updates: allowed } = parameters.values as { allowed_updates?: string[] }
      if (allowed) bot.queue.allowed = allowed
      return result(await bot.queue.get(parameters.values, gone.signal))
    } catch (error) {
      if (error instanceof Refusal) return refusal(error)
      throw error
    }
  }

  #download(response: ServerResponse, { token, path }: { token: string; path: string }): void {
    const file = [...(this.#bots.get(token)?.files.values() ?? [])].find((known) => known.path === path)
    if (!file) return write(response, htmlPage(404, 'Not Found'))
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length })
    response.end(file.bytes)
  }
}

async function meet(
  fault: Fault | null,
  { response, run }: { response: ServerResponse; run: () => Promise<Answer> },
): Promise<void> {
  if (fault?.do === 'cut') return void response.socket?.resetAndDestroy()
  if (fault?.do === 'answer') return write(response, fault.answer)
  if (fault?.do === 'delay') await delay(fault.ms)
  const answer = await run()
  if (fault?.do === 'take_then_silence') return
  if (fault?.do === 'take_then_cut') return void response.socket?.resetAndDestroy()
  write(response, fault?.do === 'take_then_answer' ? fault.answer : answer)
}

function write(response: ServerResponse, { status, body, contentType = 'application/json' }: Answer): void {
  response.writeHead(status, { 'content-type': contentType })
  response.end(body)
}
