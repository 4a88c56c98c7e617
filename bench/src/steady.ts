/** Mail that keeps coming at an even pace, as customers' does, and when each was handed to the mail server. */
import type { Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { setTimeout as delay } from 'node:timers/promises'
import { nowMs } from './clock.ts'

/** By subject: when it was on disk and announced, of `nowMs`. */
export type Delivered = Map<string, number>

/** Delivers mails one every `everyMs` until `signal` aborts or they run out. Resolves with what was delivered. */
export async function deliverSteadily(
  dovecot: Dovecot,
  mailbox: string,
  {
    mails,
    everyMs,
    signal,
  }: { mails: Iterable<{ subject: string; raw: Buffer }>; everyMs: number; signal?: AbortSignal },
): Promise<Delivered> {
  const delivered: Delivered = new Map()
  const begun = performance.now()
  let due = 0
  for (const { subject, raw } of mails) {
    if (signal?.aborted) break
    await delay(Math.max(0, begun + due - performance.now()))
    due += everyMs
    delivered.set(subject, nowMs())
    await dovecot.deliver(mailbox, raw)
  }
  return delivered
}

/** Short plain mails without end, each a conversation of its own. */
export function* shortMails(run: string): Generator<{ subject: string; raw: Buffer }> {
  for (let index = 0; ; index++) {
    const subject = `${run} ${index}`
    const head = `From: Quiet ${index} <quiet${index}@customer.test>\r\nTo: desk@desk.test\r\nSubject: ${subject}\r\nMessage-ID: <${run}.${index}@customer.test>`
    yield { subject, raw: Buffer.from(`${head}\r\n\r\nHello, has my order ${index} been sent?\r\n`) }
  }
}
