/** A desk started as an operator starts it, in one process or several, that may be killed at any moment. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { isStopped } from '@cordboard/channel-testkit/peers/process-group'
import { until } from '@cordboard/channel-testkit/peers/until'
import type { Failpoint } from '../../src/failpoints.ts'

export const apiKey = 'chaos-key-0123456789abcdef0123456789abcdef'
const main = join(import.meta.dirname, '../../src/main.ts')
const root = join(import.meta.dirname, '../../../..')
/** A desk is started some fifty times: compiling it each time would be half of the work. */
const compileCache = join(root, 'node_modules/.cache/chaos')
/** A shell that becomes the desk, and leaves someone behind who ends it when the test process dies in whatever way. */
const orphanGuard = '((read -r _ <&3 || kill -KILL $$) >/dev/null 2>&1 &); exec 3<&-; exec "$@"'
const startLimitMs = 60_000
/** So often the desk looks at what was left, where an operator's waits fifteen seconds. */
const sweepMs = 500

export type DeskOptions = {
  dataDir: string
  /** `null`: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null
  /** `null`: the queue runs on PostgreSQL. */
  redisUrl: string | null
  /** Where it dies, or with `:stop` stands still until it is continued. */
  failpoint?: Failpoint | `${Failpoint}:stop`
  /** As docker-compose.yml gives them, such as `['--role', 'api']`; none: everything in one process. */
  command?: readonly string[]
  environment?: Readonly<Record<string, string>>
}

export type Death = { code: number | null; signal: NodeJS.Signals | null }

/** Starting goes on when this returns; `ready` tells its end. */
export function startDeskProcess(options: DeskOptions): DeskProcess {
  const desk = [process.execPath, main, ...(options.command ?? [])]
  const child = spawn('/bin/sh', ['-c', orphanGuard, 'sh', ...desk], {
    cwd: root,
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  return new DeskProcess(child)
}

export class DeskProcess implements AsyncDisposable {
  readonly died: Promise<Death>
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  #url: string | null = null
  #started = false
  #death: Death | null = null

  constructor(child: ChildProcess) {
    this.#child = child
    const guard = child.stdio[3]
    // A word before the end says that the desk is gone, and its number may be somebody else's by now.
    if (guard && 'end' in guard) child.once('exit', () => guard.on('error', () => undefined).end('gone\n'))
    this.died = once(child, 'close').then(([code, signal]) => {
      return (this.#death = { code: code as number | null, signal: signal as NodeJS.Signals | null })
    })
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => this.#read(line))
    }
  }

  /** `null` while it lives. */
  get death(): Death | null {
    return this.#death
  }

  get alive(): boolean {
    return this.#death === null
  }

  /** Everything it has said. */
  log(): string {
    return this.#lines.join('\n')
  }

  /** Where it answers. Throws for a process without the api role. */
  get url(): string {
    if (this.#url === null) throw new Error(`This process answers nowhere:\n${this.log()}`)
    return this.#url
  }

  /** Resolves when it has started and, with the api role, calls itself ready; rejects when it ends before. */
  async ready(): Promise<this> {
    await until('the desk is ready or dead', () => this.#death !== null || this.#isReady(), startLimitMs)
    if (this.#death !== null) throw new Error(`The desk ended while starting:\n${this.log()}`)
    return this
  }

  /** Resolves when it has started, whatever it says of its work; rejects when it ends before. */
  async started(): Promise<this> {
    await until('the desk has started or is dead', () => this.#death !== null || this.#started, startLimitMs)
    if (this.#death !== null) throw new Error(`The desk ended while starting:\n${this.log()}`)
    return this
  }

  /** Resolves when the armed failpoint has killed it; rejects when it lives on or ended in another way. */
  async diedAtFailpoint(): Promise<void> {
    await until('the failpoint was reached', () => this.#death !== null, 20_000).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.log()}`, { cause: error })
    })
    if (this.#death?.signal !== 'SIGKILL')
      throw new Error(`It ended with ${JSON.stringify(this.#death)}:\n${this.log()}`)
  }

  /** Whether it stands still, as after SIGSTOP. */
  get isStopped(): boolean {
    return isStopped(this.#child.pid ?? 0)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** As a power cut would. Resolves when it is gone. */
  async kill9(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.died
  }

  /** As an operator stops it. */
  async stop(): Promise<Death> {
    this.#child.kill('SIGTERM')
    return this.died
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill9()
  }

  async #isReady(): Promise<boolean> {
    if (!this.#started) return false
    if (this.#url === null) return true
    return fetch(`${this.#url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  #read(line: string): void {
    this.#lines.push(line)
    this.#url ??= /Cordboard is running: (\S+)/.exec(line)?.[1] ?? null
    if (line.includes('"msg":"started"')) this.#started = true
  }
}

function environmentOf({ dataDir, databaseUrl, redisUrl, failpoint, environment }: DeskOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_COMPILE_CACHE: compileCache,
    PORT: '0',
    DATA_DIR: dataDir,
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    BOOTSTRAP_API_KEY: apiKey,
    CORDBOARD_SWEEP_MS: String(sweepMs),
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
    ...(failpoint === undefined ? {} : { CORDBOARD_FAILPOINT: failpoint }),
    ...environment,
  }
}
