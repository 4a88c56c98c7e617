/** Which replies must be shown as unconfirmed, told by the mail server's own ledger and by who was killed with a reply in hand. */
import type { SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import type { Findings } from './checker.ts'
import { replyTokenIn, type Truth } from './truth.ts'

export type Doubt = {
  /** Client ids. */
  expected: Set<string>
  /**
   * May be called so or not: the connection was lost in the middle of a mail so short that it may have left as a whole, and the mail
   * server never said that it took this one.
   */
  possible: Set<string>
}

type Evidence = { truth: Truth; inHandAtDeath: ReadonlySet<string>; sink: Pick<SmtpSink, 'received' | 'interrupted'> }

export function inDoubt({ truth, inHandAtDeath, sink }: Evidence): Doubt {
  const expected = new Set(inHandAtDeath)
  const acknowledged = new Set<string>()
  for (const mail of sink.received) {
    const reply = truth.replies.find(({ token }) => token === tokenIn(mail.raw))
    if (reply) (mail.acknowledged ? acknowledged : expected).add(reply.clientId)
  }
  const possible = sink.interrupted
    .flatMap((mail) => begunBy(mail, truth.replies))
    .filter(({ clientId }) => !acknowledged.has(clientId))
  return { expected, possible: new Set(possible.map(({ clientId }) => clientId)).difference(expected) }
}

/** The reply a piece of a mail names; before its name had come, any to the same customer. */
function begunBy({ raw, to }: SmtpSink['interrupted'][number], replies: Truth['replies']): Truth['replies'] {
  const named = tokenIn(raw)
  return replies.filter(({ token, customer }) => (named === null ? to.includes(customer) : token === named))
}

function tokenIn(raw: Buffer): string | null {
  return replyTokenIn(raw.toString('latin1'))
}

/** One that was in a dying hand and whose answer was written down all the same is no longer in doubt. */
export function withoutRecorded(doubt: Doubt, { unconfirmed, acknowledgedAndSent }: Findings): Doubt {
  const recorded = acknowledgedAndSent.difference(unconfirmed)
  return { ...doubt, expected: doubt.expected.difference(recorded) }
}

export function agrees({ expected, possible }: Doubt, unconfirmed: ReadonlySet<string>): boolean {
  return expected.isSubsetOf(unconfirmed) && unconfirmed.isSubsetOf(expected.union(possible))
}
