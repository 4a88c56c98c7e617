/** One death at a named point, with mail and replies under way, and what is left of it. */
import type { Failpoint } from '../../src/failpoints.ts'
import type { Findings } from './checker.ts'
import type { DeskProcess } from './desk-process.ts'
import type { Line } from './line.ts'
import type { AskedReply } from './truth.ts'

/** Between the claim and the record nobody can know whether a reply went out. */
const leavesUnconfirmed: readonly Failpoint[] = ['outbound.claimed', 'outbound.handing_over', 'outbound.handed_over']

export type RoundEnd = {
  /** The desk that was started again; it runs. */
  desk: DeskProcess
  findings: Findings
  /** The reply that was in hand when the process died. */
  inHand: AskedReply | null
  expectedUnconfirmed: Set<string>
}

/** The line must have conversations. Whatever runs of its desk is killed first. */
export async function killRound(line: Line, failpoint: Failpoint): Promise<RoundEnd> {
  await line.cutPower()
  line.customersWrite(3)
  const armed = await line.start({ failpoint })
  // On the way in the mails that wait are enough; a reply beside them would be in hand by chance.
  const replies = failpoint.startsWith('outbound.') ? await tryReplies(line, await armed.ready()) : []
  await armed.diedAtFailpoint()
  await line.cutPower()
  const desk = await (await line.start()).ready()
  const waiting = replies.length > 0 ? replies : await line.agentWrites(desk.url, 3)
  for (const reply of waiting) if (!reply.accepted) await line.ask(desk.url, reply)
  await line.atRest(desk.url)
  const inHand = replies[0] ?? null
  const expectedUnconfirmed = new Set(inHand && leavesUnconfirmed.includes(failpoint) ? [inHand.clientId] : [])
  return { desk, findings: await line.check(desk.url), inHand, expectedUnconfirmed }
}

/** The first reply goes alone, so that it is the one in hand when the process dies. */
async function tryReplies(line: Line, armed: DeskProcess): Promise<AskedReply[]> {
  const replies = await line.agentWrites(armed.url, 3)
  const [first] = replies
  if (first) await line.ask(armed.url, first)
  return replies
}
