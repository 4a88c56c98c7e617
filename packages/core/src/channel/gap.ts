import type { SentenceCode } from '../sentence.ts'

/** History a provider provably no longer has, so that messages may be lost outside our reach: reported with its bounds, never guessed. */
export type Gap = {
  /** Such as a folder, as the provider names it. */
  place: string
  /** When it was last seen whole; `null` where nobody noted that. */
  since: Date | null
  /** When it was found out. */
  until: Date
  /** What is known, in one sentence that leaves the bounds to whoever shows it. */
  detail: string
  /** What `detail` says, for other languages. */
  sentence: SentenceCode | null
}
