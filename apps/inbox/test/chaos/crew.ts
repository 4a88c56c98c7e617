/** A desk as three processes, one a role, each of which may be killed, frozen and started again while the others go on. */
import { setTimeout as delay } from 'node:timers/promises'
import type { FaultProxy } from '@cordboard/channel-testkit/peers/fault-proxy'
import { freePorts } from '@cordboard/channel-testkit/peers/free-ports'
import { until } from '@cordboard/channel-testkit/peers/until'
import type { Failpoint } from '../../src/failpoints.ts'
import type { DeskProcess } from './desk-process.ts'
import type { Line } from './line.ts'
import { through } from './through.ts'
import { deadListener, deadWorker } from './time-passes.ts'

export const roles = ['api', 'listener', 'worker'] as const
export type Role = (typeof roles)[number]

/** The steps each role comes by. */
export const failpointsOf: Record<Role, readonly Failpoint[]> = {
  api: ['outbound.before_commit', 'outbound.after_commit'],
  listener: ['inbound.before_commit', 'inbound.after_commit', 'inbound.rung'],
  worker: [
    'ingest.loaded',
    'ingest.normalised',
    'ingest.before_commit',
    'ingest.after_commit',
    'outbound.before_claim',
    'outbound.claimed',
    'outbound.handing_over',
    'outbound.handed_over',
    'outbound.recorded',
  ],
}

/** Where a process dies, or stands still until it is continued. */
export type Armed = Failpoint | `${Failpoint}:stop`

/** Of a process that died, in characters. */
const mostWords = 50_000

const persistenceMs = 20_000
const pauseMs = 100

type Post = { process: DeskProcess; failpoint: Armed | null; killed: boolean }

export class Crew {
  readonly url: string
  /** Client ids of the replies that were in a worker's hands when it died. */
  readonly inHandAtDeath = new Set<string>()
  /** What ended by itself, with what it said: a desk must outlive its servers. */
  readonly crashes: string[] = []
  readonly #line: Line
  readonly #port: number
  readonly #wires: Partial<Record<Role, FaultProxy>>
  readonly #lastWords: string[] = []
  readonly #posts = new Map<Role, Post>()

  private constructor(line: Line, port: number, wires: Partial<Record<Role, FaultProxy>>) {
    this.#wires = wires
    this.#line = line
    this.#port = port
    this.url = `http://127.0.0.1:${port}`
  }

  /** `wires`: by which each role reaches PostgreSQL. */
  static async of(line: Line, wires: Partial<Record<Role, FaultProxy>>): Promise<Crew> {
    const [port = 0] = await freePorts(1)
    return new Crew(line, port, wires)
  }

  /** All three, ready; those that live stay. */
  async start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    for (const role of roles) if (!this.isAlive(role)) await this.revive(role, undefined, environment)
    await Promise.all(roles.map((role) => this.ready(role)))
  }

  /** Resolves when the role's process has started: `/readyz` counts the time that was made to pass, and says it is late. */
  async ready(role: Role): Promise<void> {
    await this.#posts.get(role)?.process.started()
  }

  isAlive(role: Role): boolean {
    return this.#posts.get(role)?.process.alive === true
  }

  async kill(role: Role): Promise<void> {
    const post = this.#posts.get(role)
    if (!post) return
    post.killed = true
    await post.process.kill9()
  }

  /** Resolves when the role's process stands still, or is dead, at the step it was armed for. */
  async reached(role: Role): Promise<void> {
    const process = this.#posts.get(role)?.process
    await until(`the ${role} comes by its failpoint`, () => !process || !process.alive || process.isStopped, 30_000)
  }

  /** Everything dies at once, as in a power cut, and stays dead until it is revived. */
  async killAll(): Promise<void> {
    await Promise.all(roles.map((role) => this.kill(role)))
  }

  signal(role: Role, signal: NodeJS.Signals): void {
    this.#posts.get(role)?.process.signal(signal)
  }

  /**
   * For the dead: lets the time pass after which others may take over what they held, and starts them again. The database must be
   * there. Resolves before the new process is ready, to the failpoint at which the one before died, if it did.
   */
  async revive(role: Role, failpoint?: Armed, extra: Readonly<Record<string, string>> = {}): Promise<Armed | null> {
    const before = this.#posts.get(role)
    if (before) await this.#settle(role, before)
    const desk = { pool: this.#line.rows(), redisUrl: this.#line.options.redisUrl }
    if (before && role === 'worker')
      for (const id of await persistently(() => deadWorker(desk))) this.inHandAtDeath.add(id)
    if (before && role === 'listener') await persistently(() => deadListener(desk))
    const { databaseUrl } = this.#line.options
    const environment = {
      PORT: String(this.#port),
      ...(databaseUrl === null ? {} : { DATABASE_URL: through(databaseUrl, this.#wires[role]) }),
      ...extra,
    }
    const process = await this.#line.start({
      command: ['--role', role],
      environment,
      ...(failpoint ? { failpoint } : {}),
    })
    const post: Post = { process, failpoint: failpoint ?? null, killed: false }
    this.#posts.set(role, post)
    return before ? this.#diedAt(role, before) : null
  }

  /** What anybody said of one message, living or dead. */
  saidOf(messageId: string): string[] {
    const living = [...this.#posts.values()].map(({ process }) => process.log())
    return [...this.#lastWords, ...living]
      .flatMap((log) => log.split('\n'))
      .filter((said) => said.includes(`"messageId":"${messageId}"`))
  }

  /** What a process said to PostgreSQL before it died still arrives there. */
  async #settle(role: Role, { process }: Post): Promise<void> {
    this.#lastWords.push(process.log().slice(-mostWords))
    await until(`the connections of the dead ${role} are closed`, () => this.#wires[role]?.connections() === 0)
  }

  #diedAt(role: Role, { process, failpoint, killed }: Post): Armed | null {
    const { death } = process
    if (death?.signal === 'SIGKILL' && !killed) return failpoint
    // One that could not start, because a server it needs was away, is started again as any supervisor would.
    if (!killed && process.log().includes('"msg":"started"'))
      this.crashes.push(`${role} ended with ${JSON.stringify(death)}: ${process.log().slice(-2_000)}`)
    return null
  }
}

/** Of PostgreSQL that was killed and stands again, not every connection of the pool may have heard. Only for what may be done twice. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + persistenceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > giveUpAt) throw error
      await delay(pauseMs)
    }
  }
}
