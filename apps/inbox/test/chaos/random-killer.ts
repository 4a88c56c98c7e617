/** Processes and servers of a working desk killed at moments drawn from a seed, while customers write and agents answer. */
import { setTimeout as delay } from 'node:timers/promises'
import type { SmtpBehaviour } from '@cordboard/channel-testkit/peers/smtp-behaviour'
import { clean, type Findings, lineOf } from './checker.ts'
import { failpointsOf, type Role, roles } from './crew.ts'
import { agrees, type Doubt, inDoubt, withoutRecorded } from './in-doubt.ts'
import { type Dice, diceOf } from './numbers.ts'
import { ageWork } from './time-passes.ts'
import type { World } from './world.ts'

export type KillerOptions = {
  seed: number
  /** Ends after so many kill -9, or when the time is up, whichever is first. */
  kills: number
  endAt?: number
  say?: (line: string) => void
}

export type KillerEnd = {
  /** How often what was done, such as `kill -9 postgres`. */
  counts: Map<string, number>
  kills: number
  mails: number
  replies: number
  findings: Findings
  doubt: Doubt
  crashes: readonly string[]
  held: boolean
  /** What is known of each reply whose doubt is not as it should be. */
  riddles: readonly object[]
}

const longestLifeMs = 400
const longestFreezeMs = 600
const killsBetweenLooks = 150

/** Ends early at the first finding that should not be. */
export async function killAtRandom(world: World, options: KillerOptions): Promise<KillerEnd> {
  const killer = new Killer(world, options)
  for (;;) {
    await killer.round()
    const isLast = killer.kills >= options.kills || Date.now() >= (options.endAt ?? Infinity)
    if (!isLast && !killer.isTimeToLook()) continue
    const end = await killer.look()
    options.say?.(`${end.kills} kills: ${sentenceOf(end)}`)
    if (isLast || !end.held) return end
  }
}

/** The numbers that must be zero, and the doubtful replies beside those that must be doubtful. */
export function sentenceOf({ findings, doubt, crashes }: KillerEnd): string {
  const maybe = doubt.possible.size > 0 ? ` (${doubt.possible.size} more may be)` : ''
  return `${lineOf(findings)} unconfirmed=${findings.unconfirmed.size} expected=${doubt.expected.size}${maybe} crashed=${crashes.length}`
}

class Killer {
  kills = 0
  readonly #world: World
  readonly #dice: Dice
  readonly #counts = new Map<string, number>()
  #asking: Promise<unknown> = Promise.resolve()
  #lookAt = killsBetweenLooks

  constructor(world: World, { seed }: KillerOptions) {
    this.#world = world
    this.#dice = diceOf(seed)
  }

  isTimeToLook(): boolean {
    if (this.kills < this.#lookAt) return false
    this.#lookAt = this.kills + killsBetweenLooks
    return true
  }

  /** Some work, some time, one misfortune; then all servers stand again and dead processes are being started. */
  async round(): Promise<void> {
    const { line } = this.#world
    const dice = this.#dice
    line.customersWrite(dice.below(3))
    const writes = dice.below(3)
    if (dice.chance(0.3)) this.#world.sink.script(dice.pick(smtpTroubles))
    this.#asking = Promise.all([this.#asking, this.#agentsAsk(writes)])
    await delay(dice.next() * longestLifeMs)
    await dice.pick(misfortunes)(this)
    await this.#revive()
    if (dice.chance(0.3)) await ageWork(line.rows()).catch(() => undefined)
    if (dice.chance(0.6)) await this.#allReady()
  }

  /** What is left when the desk has had its time: every process killed once more and started again, everything worked through. */
  async look(): Promise<KillerEnd> {
    const { line, crew, sink } = this.#world
    await this.#asking
    sink.always({ do: 'accept' })
    for (const role of roles) await this.killRole(role)
    await this.#revive(false)
    await this.#allReady()
    for (const reply of line.truth.replies) if (!reply.accepted) await line.ask(crew.url, reply)
    await ageWork(line.rows())
    await line.atRest(crew.url)
    const findings = await line.check(crew.url)
    const { inHandAtDeath, crashes } = crew
    const doubt = withoutRecorded(inDoubt({ truth: line.truth, inHandAtDeath, sink }), findings)
    const held = lineOf(findings) === clean && agrees(doubt, findings.unconfirmed) && crashes.length === 0
    const { mails, replies } = line.truth
    const { kills } = this
    const riddles = held ? [] : await this.#riddles(findings, doubt)
    const seen = { mails: mails.length, replies: replies.length }
    return { counts: this.#counts, kills, ...seen, findings, doubt, crashes, held, riddles }
  }

  async #riddles({ unconfirmed }: Findings, { expected, possible }: Doubt): Promise<object[]> {
    const { line, crew, sink } = this.#world
    const wrong = [...expected.difference(unconfirmed), ...unconfirmed.difference(expected.union(possible))]
    const told = wrong.map(async (clientId) => {
      const { rows } = await line.rows().query<{ id: string }>(
        `select id, delivery_state, delivery_detail, delivery_technical, delivery_attempts, delivery_at, created_at, sent_at
         from messages where client_id = $1`,
        [clientId],
      )
      const token = line.truth.replies.find((reply) => reply.clientId === clientId)?.token ?? clientId
      const takes = sink.received
        .filter(({ raw }) => raw.includes(token))
        .map(({ at, acknowledged }) => ({ at, acknowledged }))
      return { clientId, row: rows[0], takes, said: crew.saidOf(rows[0]?.id ?? '') }
    })
    return Promise.all(told)
  }

  async killRole(role: Role): Promise<void> {
    if (!this.#world.crew.isAlive(role)) return
    this.#count(`kill -9 ${role}`, true)
    await this.#world.crew.kill(role)
  }

  async killServer(name: string): Promise<void> {
    this.#count(`kill -9 ${name}`, true)
    const server = this.#world.servers[name]
    await server?.kill9()
    await delay(this.#dice.next() * 200)
    await server?.start()
  }

  async freezeServer(name: string): Promise<void> {
    this.#count(`freeze ${name}`)
    const server = this.#world.servers[name]
    server?.freeze()
    await delay(this.#dice.next() * longestFreezeMs)
    // Somebody may die while a server he waits for is frozen.
    const dies = this.#dice.chance(0.5) ? this.killRole(this.#dice.pick(roles)) : Promise.resolve()
    await dies
    server?.thaw()
  }

  async freezeRole(role: Role): Promise<void> {
    this.#count(`freeze ${role}`)
    this.#world.crew.signal(role, 'SIGSTOP')
    await delay(this.#dice.next() * longestFreezeMs)
    this.#world.crew.signal(role, 'SIGCONT')
  }

  async cutWire(name: string): Promise<void> {
    this.#count(`cut the line to ${name}`)
    await this.#world.wires[name]?.set({ reset: true })
    await this.#world.wires[name]?.set({})
  }

  async muteWire(name: string): Promise<void> {
    this.#count(`nothing passes to ${name}`)
    await this.#world.wires[name]?.set({ blackhole: true })
    await delay(this.#dice.next() * longestFreezeMs)
    await this.#world.wires[name]?.set({ reset: true })
    await this.#world.wires[name]?.set({})
  }

  async forgetQueue(): Promise<void> {
    this.#count('queue store emptied')
    await this.#world.emptyQueue()
  }

  serverName(): string {
    return this.#dice.pick(Object.keys(this.#world.servers))
  }

  wireName(): string {
    return this.#dice.pick(Object.keys(this.#world.wires))
  }

  #count(what: string, isKill = false): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
    if (isKill) this.kills += 1
  }

  async #revive(mayArm = true): Promise<void> {
    for (const role of roles) {
      const armed = mayArm && this.#dice.chance(0.4) ? this.#dice.pick(failpointsOf[role]) : undefined
      if (this.#world.crew.isAlive(role)) continue
      const failpoint = await this.#world.crew.revive(role, armed)
      if (failpoint !== null) this.#count(`kill -9 ${role} at ${failpoint}`, true)
    }
  }

  async #allReady(): Promise<void> {
    // One may die at its failpoint, or for want of a server, before it is ready: the next round sees to it.
    await Promise.allSettled(roles.map((role) => this.#world.crew.ready(role)))
  }

  async #agentsAsk(count: number): Promise<void> {
    const { line, crew } = this.#world
    try {
      const unanswered = line.truth.replies.filter(({ accepted }) => !accepted).slice(0, 5)
      const asked = [...unanswered, ...(await line.agentWrites(crew.url, count))]
      await Promise.all(asked.map((reply) => line.ask(crew.url, reply)))
    } catch {
      // The desk is away; agents come back.
    }
  }
}

type Misfortune = (killer: Killer) => Promise<void>

const killOne = roles.map(
  (role): Misfortune =>
    (killer) =>
      killer.killRole(role),
)

/** Picked with equal chance: processes and servers die about equally often. */
const misfortunes: readonly Misfortune[] = [
  ...killOne,
  ...killOne,
  ...Array.from({ length: 7 }, (): Misfortune => (killer) => killer.killServer(killer.serverName())),
  (killer) => killer.freezeServer(killer.serverName()),
  (killer) => killer.freezeRole('worker'),
  (killer) => killer.freezeRole('listener'),
  (killer) => killer.cutWire(killer.wireName()),
  (killer) => killer.muteWire(killer.wireName()),
  (killer) => killer.forgetQueue(),
]

const smtpTroubles: readonly SmtpBehaviour[] = [
  { do: 'refuse', at: 'rcpt', code: 450, text: '4.2.1 Not now' },
  { do: 'cut', at: 'before_data' },
  { do: 'cut', at: 'after_dot', kept: true },
  { do: 'slow', ms: 200 },
  { do: 'slow', ms: 500 },
]
