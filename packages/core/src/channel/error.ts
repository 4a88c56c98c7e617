/**
 * The five ways talking to a provider goes wrong. Each channel maps its library's errors to these once, in `errors.ts`;
 * one policy (`delivery.ts`) decides what follows.
 */
import type { Sentence, SentenceCode } from '../sentence.ts'

export type ChannelErrorKind = 'transient' | 'rate_limited' | 'permanent' | 'needs_reauth' | 'unconfirmed'

export class ChannelError extends Error {
  override readonly name = 'ChannelError'
  readonly kind: ChannelErrorKind
  /** The provider's own words, copyable by an admin; never holds a secret. */
  readonly technical: string | null
  /** Only for `rate_limited`: how long the provider asked us to wait. */
  readonly retryAfterMs: number | null
  /** Whether the wait or hold concerns the whole account, or this one message's recipient only. */
  readonly scope: 'account' | 'message'
  /** What `message` says, for other languages. */
  readonly sentence: SentenceCode | null

  /** `message` is one sentence a person can act on. */
  constructor(
    kind: ChannelErrorKind,
    message: string | Sentence,
    options: {
      technical?: string | null
      retryAfterMs?: number | null
      scope?: 'account' | 'message'
      cause?: unknown
    } = {},
  ) {
    super(typeof message === 'string' ? message : message.text, { cause: options.cause })
    this.kind = kind
    this.technical = options.technical ?? null
    this.retryAfterMs = options.retryAfterMs ?? null
    this.sentence = typeof message === 'string' ? null : { code: message.code, values: message.values }
    this.scope = options.scope ?? (kind === 'needs_reauth' ? 'account' : 'message')
  }
}

/** Another process holds the account now: whoever gets this stops at once and writes nothing more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}
