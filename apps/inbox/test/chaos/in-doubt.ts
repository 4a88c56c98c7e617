/** Which replies must be shown as unconfirmed, told by the mail server's own ledger and by who was killed with a reply in hand. */
import type { SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import type { Findings } from './checker.ts'
import { replyTokenIn, type Truth } from './truth.ts'

export type Doubt = {
  /** Client ids. */
  expected: Set<string>
  /** May be called so or not: the connection was lost in the middle of a mail so short that it may have left as a whole. */
  possible: Set<string>
}

type Evidence = { truth: Truth; inHandAtDeath: ReadonlySet<string>; sink: Pick<SmtpSink, 'received' | 'interrupted'> }

export function inDoubt({ truth, inHandAtDeath, sink }: Evidence): Doubt {
  const expected = new Set(inHandAtDeath)
  const byToken = new Map(truth.replies.map((reply) => [reply.token, reply.clientId]))
  for (const { raw, acknowledged } of sink.received) {
    const clientId = byToken.get(replyTokenIn(raw.toString('latin1')) ?? '')
    if (clientId !== undefined && !acknowledged) expected.add(clientId)
  }
  const customers = new Set(sink.interrupted.flatMap(({ to }) => to))
  const possible = truth.replies.filter(({ customer }) => customers.has(customer)).map(({ clientId }) => clientId)
  return { expected, possible: new Set(possible).difference(expected) }
}

/** One that was in a dying hand and whose answer was written down all the same is no longer in doubt. */
export function withoutRecorded(doubt: Doubt, { unconfirmed, acknowledgedAndSent }: Findings): Doubt {
  const recorded = acknowledgedAndSent.difference(unconfirmed)
  return { ...doubt, expected: doubt.expected.difference(recorded) }
}

export function agrees({ expected, possible }: Doubt, unconfirmed: ReadonlySet<string>): boolean {
  return expected.isSubsetOf(unconfirmed) && unconfirmed.isSubsetOf(expected.union(possible))
}
