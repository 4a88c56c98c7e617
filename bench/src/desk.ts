/** The product in its real process layout, started as an operator starts it and driven through its public API. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(import.meta.resolve('@cordboard/inbox/main'))
const apiKey = 'bench-key-0123456789abcdef0123456789abcdef'
export const admin = { email: 'bench@desk.test', password: 'correct horse battery' }

export type DeskOptions = { dataDir: string; databaseUrl?: string; redisUrl?: string }

/** A running desk. `startMs` is the time from the start command to the first good answer of `/readyz`. */
export class Desk implements AsyncDisposable {
  readonly url: string
  readonly pid: number
  readonly startMs: number
  readonly #child: ChildProcess

  constructor(child: ChildProcess, url: string, startMs: number) {
    this.#child = child
    this.url = url
    this.pid = child.pid ?? 0
    this.startMs = startMs
  }

  async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return (response.status === 204 ? undefined : await response.json()) as Answer
  }

  /** The event stream as an agent's browser reads it. */
  async events(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await fetch(`${this.url}/api/v1/events/stream`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal,
    })
    if (!response.ok || response.body === null) throw new Error(`The event stream answered ${response.status}.`)
    return response.body
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    await exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGTERM')
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export async function startDesk({ dataDir, databaseUrl, redisUrl }: DeskOptions): Promise<Desk> {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      PORT: String(port),
      DATA_DIR: dataDir,
      ALLOW_PRIVATE_HOSTS: '127.0.0.1,localhost',
      BOOTSTRAP_API_KEY: apiKey,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The desk ended while starting (${child.exitCode}).`)
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return new Desk(child, url, performance.now() - begun)
    await delay(20)
  }
}
