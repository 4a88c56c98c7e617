/** How patient this channel is, and how often it asks. */
export type TwitterPace = {
  /** How long one request may take. */
  answerTimeoutMs: number
  /** X allows 15 looks at direct messages in 15 minutes. */
  directMessagesMs: number
  mentionsMs: number
  /** Between looks while X announces messages by itself. */
  safetyNetMs: number
  /** Whether the day's limit still stands. */
  limitCheckMs: number
}

export const twitterPace: TwitterPace = {
  answerTimeoutMs: 15_000,
  directMessagesMs: 65_000,
  mentionsMs: 75_000,
  safetyNetMs: 300_000,
  limitCheckMs: 60_000,
}

/** A pretend X allows any number of looks, and whoever tries the desk out with it is waiting. */
export function paceAt({ apiOrigin }: { apiOrigin?: string | undefined }, pace: TwitterPace): TwitterPace {
  if (apiOrigin === undefined || pace !== twitterPace) return pace
  return { ...pace, directMessagesMs: 1_500, mentionsMs: 1_500 }
}
