/** One process of the product, started as an operator starts it, that can be killed and paused. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(import.meta.resolve('@cordboard/inbox/main'))
export const apiKey = 'bench-key-0123456789abcdef0123456789abcdef'
export const admin = { email: 'bench@desk.test', password: 'correct horse battery' }

export type DeskOptions = { dataDir: string; databaseUrl?: string; redisUrl?: string | undefined }

export class DeskProcess implements AsyncDisposable {
  readonly pid: number
  readonly #child: ChildProcess
  readonly #killAtExit = () => this.#child.kill('SIGKILL')

  constructor(child: ChildProcess) {
    this.#child = child
    this.pid = child.pid ?? 0
    process.once('exit', this.#killAtExit)
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Sends a signal and goes on: pausing and continuing have no end to wait for. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal)
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    process.off('exit', this.#killAtExit)
    if (this.ended) return
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    // A paused process takes its end when it goes on.
    this.#child.kill('SIGCONT')
    await exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGTERM')
  }
}

/** A process without the api role has no address to ask; it says in its log that it has started. */
export async function startPart(role: 'listener' | 'worker', options: DeskOptions): Promise<DeskProcess> {
  const child = spawnMain(['--role', role], { ...options, logLevel: 'info' })
  const lines = createInterface({ input: child.stderr })
  const started = Promise.withResolvers<void>()
  lines.on('line', (line) => {
    if (line.includes('"msg":"started"')) started.resolve()
    if (/"level":[56]0/.test(line)) console.error(line)
  })
  child.once('exit', () => started.reject(new Error(`The ${role} ended while starting.`)))
  const part = new DeskProcess(child)
  await started.promise
  return part
}

/** Resolves with the process when `/readyz` answers well; `url` is where. */
export async function startServing(
  args: readonly string[],
  { port, ...options }: DeskOptions & { port: number },
): Promise<DeskProcess> {
  const child = spawnMain(args, { ...options, logLevel: 'warn', port })
  child.stderr.pipe(process.stderr)
  const served = new DeskProcess(child)
  for (;;) {
    if (served.ended) throw new Error('The desk ended while starting.')
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return served
    await delay(20)
  }
}

type Spawned = DeskOptions & { logLevel: string; port?: number }

function spawnMain(args: readonly string[], { dataDir, databaseUrl, redisUrl, logLevel, port }: Spawned) {
  return spawn(process.execPath, [...nodeOptions(), main, ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      // As `npm start` and the image do; empty at a scenario's first start.
      NODE_COMPILE_CACHE: join(dataDir, 'compiled'),
      NODE_ENV: 'production',
      LOG_LEVEL: logLevel,
      PORT: String(port ?? 0),
      DATA_DIR: dataDir,
      ALLOW_PRIVATE_HOSTS: '127.0.0.1,localhost',
      BOOTSTRAP_API_KEY: apiKey,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** Such as `--cpu-prof --cpu-prof-dir=/tmp/profiles`: for every process of the desk, and none of the floor. */
function nodeOptions(): string[] {
  return process.env['BENCH_NODE_OPTIONS']?.split(' ').filter(Boolean) ?? []
}
