/** A request that went wrong, as far as it can be told without repeating what was sent. */

export type Problem = {
  title: string
  detail: string
  type: string
  /** Numbers of older errors, such as 187 for a duplicate post. */
  codes: readonly number[]
}

export type FailureFacts = {
  /** `null`: no answer came. */
  status: number | null
  problem: Problem
  /** Of the network: `ECONNRESET`, `ETIMEDOUT` … */
  code: string | null
  /** Whether the request may have reached X. */
  handedOver: boolean
  /** How far X's clock is ahead of ours, where it told its own. */
  skewMs: number | null
  /** When more may be asked again, by our clock; milliseconds since 1970. */
  resetAt: number | null
  /** What the keys allow: `read`, `read-write`, `read-write-directmessages`. */
  accessLevel: string | null
}

export class XFailure extends Error {
  override readonly name = 'XFailure'
  readonly facts: FailureFacts

  /** Holds no library's error: those carry the request and its authorisation. */
  constructor(facts: FailureFacts) {
    super(facts.status === null ? `X gave no answer (${facts.code ?? 'unknown'})` : `X answered ${facts.status}`)
    this.facts = facts
  }
}
