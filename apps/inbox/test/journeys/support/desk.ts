/** A desk as an operator starts it: main.ts in a process of its own, on a free port, with a data folder that goes away with it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@cordboard/channel-testkit/peers/until'
import { Client, type QueryResultRow } from 'pg'
import { buildPages } from './pages.ts'

const main = join(import.meta.dirname, '../../../src/main.ts')
const apiKey = 'journeys-key-0123456789abcdef'
const startLimitMs = 40_000

export const admin = { name: 'anna', email: 'anna@desk.test', password: 'correct horse battery' }

export type DeskOptions = {
  /** Left out: the desk brings its own PostgreSQL into its data folder. */
  databaseUrl?: string
  /** Left out: the queue runs on PostgreSQL. */
  redisUrl?: string
  /** `false`: nobody is at the desk yet, and `adminLink` leads in. */
  hasAdmin?: boolean
  /** With the demo, and its pages of customers. */
  demo?: boolean
  allowPrivateHosts?: string
  /** Where the desk listens, and which providers are told to call. Left out: any port, and nobody is told. */
  publicPort?: number
}

/** Answers when this resolves. */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  const [dataDir] = await Promise.all([mkdtemp(join(tmpdir(), 'cordboard-journey-')), buildPages()])
  const desk = new Desk(dataDir, options)
  await desk.start()
  return desk
}

export class Desk implements AsyncDisposable {
  url = ''
  /** The one-time link of the first admin. */
  adminLink: string | null = null
  /** Where customers of the demo are played, by channel. */
  demoPages: Readonly<Record<string, string>> = {}
  readonly #dataDir: string
  readonly #options: DeskOptions
  #child: ChildProcess | null = null
  #output = ''

  constructor(dataDir: string, options: DeskOptions) {
    this.#dataDir = dataDir
    this.#options = options
  }

  /** After a `stop`: again at the same address, with the same data. */
  async start(): Promise<void> {
    this.#output = ''
    const { demo = false } = this.#options
    const child = spawn(process.execPath, [main, ...(demo ? ['--demo'] : [])], {
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    child.stdout.on('data', (data: Buffer) => (this.#output += data.toString()))
    child.stderr.on('data', (data: Buffer) => (this.#output += data.toString()))
    this.url = await until(
      'the desk prints its address',
      () => {
        if (child.exitCode !== null) throw new Error(`The desk ended while starting:\n${this.#output}`)
        return /running: (\S+)/.exec(this.#output)?.[1]
      },
      startLimitMs,
    )
    const pages = this.#output.matchAll(/as a customer on .*: (\S+\/(\w+)\/)$/gm)
    this.demoPages = Object.fromEntries([...pages].map(([, url = '', name = '']) => [name, url]))
    this.adminLink = /(\S+\/join\/\S+)/.exec(this.#output)?.[1] ?? null
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  /** The API as a program of the operator's would use it. Throws with the answer when it is a refusal. */
  async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return (response.status === 204 ? undefined : await response.json()) as Answer
  }

  /** What no interface offers. Only for a desk on a database it was given. */
  async sql<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.#options.databaseUrl })
    await client.connect()
    try {
      return (await client.query<Row>(text, values)).rows
    } finally {
      await client.end()
    }
  }

  /** What the process has written, for the message of a test that fails. */
  get output(): string {
    return this.#output
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.#dataDir, { recursive: true, force: true })
  }

  #environment(): NodeJS.ProcessEnv {
    const { databaseUrl, redisUrl, hasAdmin = true, allowPrivateHosts = '127.0.0.0/8,localhost' } = this.#options
    const { publicPort } = this.#options
    return {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      PORT: this.url === '' ? String(publicPort ?? 0) : new URL(this.url).port,
      ...(publicPort !== undefined && { PUBLIC_URL: `http://127.0.0.1:${publicPort}` }),
      DATA_DIR: this.#dataDir,
      BOOTSTRAP_API_KEY: apiKey,
      ALLOW_PRIVATE_HOSTS: allowPrivateHosts,
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
      ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
      ...(hasAdmin && { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password }),
    }
  }
}
