/** Compares what a desk shows and what a provider took with the truth. It knows nothing of how the desk works. */
import type { SeenEntry } from './seen.ts'
import { replyTokenIn, type AskedReply, type CustomerMail, type Truth } from './truth.ts'

export type Findings = {
  lost: string[]
  twiceShown: string[]
  sentTwiceUnrecorded: string[]
  wrongRecipient: string[]
  /** Client ids of replies whose fate the desk says it does not know. */
  unconfirmed: Set<string>
  /** Client ids of replies that the desk calls sent and whose provider has said so. */
  acknowledgedAndSent: Set<string>
  /** Client id to the state the desk shows. */
  states: Map<string, string>
}

/** What a provider has of ours: its words, to whom it went, and whether the desk was told that it was taken. */
export type Taken = { words: string; to: string; acknowledged: boolean }

export type Evidence = { seen: readonly SeenEntry[]; taken: readonly Taken[]; truth: Truth }

/** A desk at rest is expected: nothing under way. */
export function check({ seen, taken, truth }: Evidence): Findings {
  const found: Findings = {
    lost: [],
    twiceShown: [],
    sentTwiceUnrecorded: [],
    wrongRecipient: [],
    unconfirmed: new Set(),
    acknowledgedAndSent: new Set(),
    states: new Map(),
  }
  for (const mail of truth.mails) checkMail(mail, seen, found)
  for (const reply of truth.replies) checkReply(reply, { seen, taken }, found)
  for (const mail of taken) checkRecipient(mail, truth, found)
  return found
}

/** The four numbers that must be zero. */
export function lineOf({ lost, twiceShown, sentTwiceUnrecorded, wrongRecipient }: Findings): string {
  return `lost=${lost.length} twice_shown=${twiceShown.length} sent_twice_unrecorded=${sentTwiceUnrecorded.length} wrong_recipient=${wrongRecipient.length}`
}

export const clean = 'lost=0 twice_shown=0 sent_twice_unrecorded=0 wrong_recipient=0'

function checkMail({ token, mark, customer }: CustomerMail, seen: readonly SeenEntry[], found: Findings): void {
  const entries = seen.filter((entry) => entry.raw?.includes(mark))
  const readable = entries.filter((entry) => entry.kind === 'unreadable' || entry.text.includes(token))
  if (readable.length === 0) found.lost.push(token)
  if (entries.length > 1) found.twiceShown.push(token)
  if (entries.some((entry) => entry.customer !== customer)) found.wrongRecipient.push(token)
}

function checkReply(reply: AskedReply, { seen, taken }: Omit<Evidence, 'truth'>, found: Findings): void {
  const { token, clientId, accepted, retries } = reply
  const entries = seen.filter(
    (entry) => entry.clientId === clientId || (entry.direction !== 'inbound' && entry.text.includes(token)),
  )
  const takes = taken.filter(({ words }) => words.includes(token))
  const [entry] = entries
  if (accepted && entry === undefined) found.lost.push(token)
  if (entry && ['sent', 'delivered', 'read'].includes(entry.state ?? '') && takes.length === 0) found.lost.push(token)
  // Whoever reads that would send it again, and the customer would get it twice.
  if (entry?.state === 'failed' && takes.length > 0) found.lost.push(token)
  if (entries.length > 1) found.twiceShown.push(token)
  if (takes.length > 1 + retries) found.sentTwiceUnrecorded.push(token)
  if (entry && (entry.conversationId !== reply.conversationId || entry.to.join() !== recipientOf(reply)))
    found.wrongRecipient.push(token)
  if (entry?.state) found.states.set(clientId, entry.state)
  if (entry?.state === 'unconfirmed') found.unconfirmed.add(clientId)
  if (entry?.state === 'sent' && takes.some(({ acknowledged }) => acknowledged)) found.acknowledgedAndSent.add(clientId)
}

function checkRecipient({ words, to }: Taken, { replies }: Truth, found: Findings): void {
  const token = replyTokenIn(words)
  const reply = replies.find((asked) => asked.token === token)
  if (reply && to === recipientOf(reply)) return
  found.wrongRecipient.push(`${token ?? 'what nobody asked for'} to ${to}`)
}

function recipientOf({ recipient, customer }: AskedReply): string {
  return recipient ?? customer
}
