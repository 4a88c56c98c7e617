/** A desk killed again and again at moments drawn from a seed, while customers write and agents answer. */
import { setTimeout as delay } from 'node:timers/promises'
import { failpoints } from '../../src/failpoints.ts'
import { type Findings, lineOf, clean } from './checker.ts'
import type { DeskProcess } from './desk-process.ts'
import type { Line } from './line.ts'

export type KillerOptions = {
  seed: number
  /** Ends after so many deaths, or when the time is up, whichever is first. */
  kills: number
  endAt?: number
  say?: (line: string) => void
}

export type KillerEnd = { kills: number; findings: Findings; expectedUnconfirmed: Set<string> }

/** The longest a desk is left alone before it is killed, where no named step kills it first. */
const longestLifeMs = 3_000

/** The line must be connected. Ends early at the first finding that is not zero. */
export async function killAtRandom(line: Line, options: KillerOptions): Promise<KillerEnd> {
  const { seed, endAt = Infinity, say = () => undefined } = options
  const random = numbers(seed)
  const expected = new Set<string>()
  for (let kills = 1; ; kills += 1) {
    await liveAndDie(line, random)
    for (const clientId of await line.cutPower()) expected.add(clientId)
    const isLast = kills >= options.kills || Date.now() >= endAt
    // Looking closely takes longer than dying: often enough to know soon, seldom enough to kill often.
    if (!isLast && kills % 5 !== 0) continue
    const findings = await recover(line)
    say(`${kills} kills: ${lineOf(findings)} unconfirmed=${findings.unconfirmed.size} expected=${expected.size}`)
    const good = lineOf(findings) === clean && sameSet(findings.unconfirmed, expected)
    if (isLast || !good) return { kills, findings, expectedUnconfirmed: expected }
  }
}

async function liveAndDie(line: Line, random: () => number): Promise<void> {
  const isArmed = random() < 0.6
  const failpoint = failpoints[Math.floor(random() * failpoints.length)]
  const [mails, replies, lifeMs] = [random() * 4, random() * 4, random() * longestLifeMs]
  line.customersWrite(Math.floor(mails))
  const desk = await line.start(isArmed ? { failpoint } : {})
  const killed = delay(lifeMs).then(() => 'time is up')
  const living = live(line, desk, Math.floor(replies)).catch(() => 'it died meanwhile')
  await Promise.race([desk.died, living.then(() => killed)])
}

async function live(line: Line, desk: DeskProcess, replies: number): Promise<void> {
  await desk.ready()
  const unanswered = line.truth.replies.filter(({ accepted }) => !accepted)
  const asked = [...unanswered, ...(await line.agentWrites(desk.url, replies))]
  await Promise.all(asked.map((reply) => line.ask(desk.url, reply)))
}

async function recover(line: Line): Promise<Findings> {
  const desk = await (await line.start()).ready()
  for (const reply of line.truth.replies) if (!reply.accepted) await line.ask(desk.url, reply)
  await line.atRest(desk.url)
  return line.check(desk.url)
}

export function sameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.symmetricDifference(other).size === 0
}

/** Mulberry32: the same numbers for the same seed on every machine. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
