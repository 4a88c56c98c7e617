import type { TwitterPace } from '../src/pace.ts'

/** Tests wait for looks and for answers that never come. */
export const quickPace: TwitterPace = {
  answerTimeoutMs: 1_000,
  directMessagesMs: 40,
  mentionsMs: 40,
  safetyNetMs: 40,
  limitCheckMs: 40,
}
