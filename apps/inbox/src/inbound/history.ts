/**
 * The rule for mail that was on the server before its account was connected. A mailbox years old must not flood the list of what is to
 * be answered, and yesterday's unanswered mail must not be buried: what is younger than this opens its conversation like any other.
 */
const historyStaysOpenDays = 7

export type Arrival = { history: boolean; occurredAt: Date; now: Date }

/** How a conversation starts that this message opens. */
export function firstStatus(arrival: Arrival): 'open' | 'resolved' {
  return isPast(arrival) ? 'resolved' : 'open'
}

/** Whether a message may re-open the conversation it joins. History does so only where it is recent and the latest word. */
export function mayReopen(arrival: Arrival, lastActivityAt: Date): boolean {
  if (!arrival.history) return true
  return !isPast(arrival) && arrival.occurredAt >= lastActivityAt
}

/** What lies in the past was dealt with elsewhere; nobody has to look at it. */
export function isNews(arrival: Arrival): boolean {
  return !isPast(arrival)
}

function isPast({ history, occurredAt, now }: Arrival): boolean {
  return history && now.getTime() - occurredAt.getTime() > historyStaysOpenDays * 24 * 3_600_000
}
