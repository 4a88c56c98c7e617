/** A mailbox that gets two mails a second, and what it feels of what happens beside it. */
import type { Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import type { EventWatch } from './event-watch.ts'
import { deliverSteadily, shortMails } from './steady.ts'
import { latencyOf } from './timed.ts'
import { until } from './until.ts'

const everyMs = 500

export type Quiet = { dovecot: Dovecot; events: EventWatch; mailbox: string }

/** `p95` in milliseconds from delivered to event, of the mails that came while `meanwhile` lasted. */
export async function quietWhile(
  { dovecot, events, mailbox }: Quiet,
  run: string,
  meanwhile: () => Promise<unknown>,
): Promise<{ p95: number; mails: number }> {
  const over = new AbortController()
  const delivering = deliverSteadily(dovecot, mailbox, { mails: shortMails(run), everyMs, signal: over.signal })
  try {
    await meanwhile()
  } finally {
    over.abort()
  }
  const delivered = await delivering
  await until('the quiet mailbox’s mail is announced', async () =>
    [...delivered.keys()].every((subject) => events.firstOf(subject)),
  )
  const times = [...delivered].map(([subject, begun]) => (events.firstOf(subject)?.at ?? NaN) - begun)
  return { p95: latencyOf(times).p95, mails: delivered.size }
}
