/** One misfortune and its line in the report: injected into a working desk, and judged by what customers and agents have of it. */
import { until } from '@cordboard/channel-testkit/peers/until'
import { clean, lineOf } from '../checker.ts'
import { agrees, inDoubt, withoutRecorded } from '../in-doubt.ts'
import { ageWork } from '../time-passes.ts'
import type { World } from '../world.ts'

/** `short`: within seconds, waits made to pass; `long`: longer than the desk's own limits, and nothing is hurried. */
export type Form = 'short' | 'long'

/** What was done, when everything stands again. `held`: client ids that must be unconfirmed for a reason the mail server cannot know. */
export type Told = { injected: string; times: number; held?: readonly string[] }

export type Fault = { name: string; run(world: World, form: Form): Promise<Told> }

export type FaultLine = {
  fault: string
  injected: string
  times: number
  mails: { in: number; shown: number; twice: number }
  replies: { asked: number; sent: number; failed: number }
  unconfirmed: { expected: number; seen: number }
  wrong: number
  recoverMs: number
  held: boolean
  /** What went wrong, for a person. */
  trouble: string | null
}

const recoverLimitMs: Record<Form, number> = { short: 45_000, long: 240_000 }

/** Never rejects: a fault that cannot be injected, or is not recovered from, is a line that does not hold. */
export async function runFault(world: World, fault: Fault, form: Form): Promise<FaultLine> {
  const { line } = world
  const before = { mails: line.truth.mails.length, replies: line.truth.replies.length }
  try {
    const told = await fault.run(world, form)
    for (const id of told.held ?? []) world.crew.inHandAtDeath.add(id)
    const healedAt = performance.now()
    await world.crew.start()
    await askUntilAccepted(world)
    if (form === 'short') await ageWork(line.rows())
    await line.atRest(world.crew.url, recoverLimitMs[form])
    return await judged(world, { name: fault.name, told, before, recoverMs: performance.now() - healedAt })
  } catch (error) {
    const none = { injected: 'not injected, or not recovered from', times: 0 }
    return {
      ...emptyLine(fault.name, none),
      trouble: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }
  }
}

/** As agents' browsers do, until the desk has said of each reply that it has it. */
async function askUntilAccepted({ line, crew }: World): Promise<void> {
  await until('every reply is accepted', async () => {
    const waiting = line.truth.replies.filter(({ accepted }) => !accepted)
    for (const reply of waiting) await line.ask(crew.url, reply)
    return line.truth.replies.every(({ accepted }) => accepted)
  })
}

type Ended = { name: string; told: Told; before: { mails: number; replies: number }; recoverMs: number }

async function judged(world: World, { name, told, before, recoverMs }: Ended): Promise<FaultLine> {
  const { line, crew, sink } = world
  const findings = await line.check(crew.url)
  const doubt = withoutRecorded(inDoubt({ truth: line.truth, inHandAtDeath: crew.inHandAtDeath, sink }), findings)
  const mails = line.truth.mails.slice(before.mails).map(({ token }) => token)
  const replies = line.truth.replies.slice(before.replies)
  const ids = new Set(replies.map(({ clientId }) => clientId))
  const states = Map.groupBy(replies, ({ clientId }) => findings.states.get(clientId) ?? 'lost')
  const holds = lineOf(findings) === clean && agrees(doubt, findings.unconfirmed) && crew.crashes.length === 0
  return {
    fault: name,
    injected: told.injected,
    times: told.times,
    mails: {
      in: mails.length,
      shown: mails.filter((token) => !findings.lost.includes(token)).length,
      twice: mails.filter((token) => findings.twiceShown.includes(token)).length,
    },
    replies: {
      asked: replies.length,
      sent: states.get('sent')?.length ?? 0,
      failed: states.get('failed')?.length ?? 0,
    },
    unconfirmed: { expected: doubt.expected.intersection(ids).size, seen: findings.unconfirmed.intersection(ids).size },
    wrong: findings.wrongRecipient.length,
    recoverMs,
    held: holds,
    trouble: holds ? null : troubleOf({ findings, doubt, crashes: crew.crashes }),
  }
}

function troubleOf(what: object): string {
  const plain = (_: string, value: unknown) => (value instanceof Set || value instanceof Map ? [...value] : value)
  return JSON.stringify(what, plain)
}

function emptyLine(fault: string, told: Told): FaultLine {
  return {
    fault,
    ...told,
    mails: { in: 0, shown: 0, twice: 0 },
    replies: { asked: 0, sent: 0, failed: 0 },
    unconfirmed: { expected: 0, seen: 0 },
    wrong: 0,
    recoverMs: 0,
    held: false,
    trouble: null,
  }
}
