/** The one place where what goes wrong on the demo's line becomes one of the kinds a channel may report. */
import { ChannelError, LeaseLost } from '@cordboard/core/channel/error'
import type { Sentence } from '@cordboard/core/sentence'
import { say } from './sentences.ts'

/** Certain: nothing was taken. */
export class LineTrouble extends Error {
  override readonly name = 'LineTrouble'
  readonly kind: 'transient' | 'permanent'
  readonly sentence: string | Sentence

  constructor(kind: 'transient' | 'permanent', sentence: string | Sentence) {
    super(typeof sentence === 'string' ? sentence : sentence.text)
    this.kind = kind
    this.sentence = sentence
  }
}

/** What receiving ends with. What the host itself threw passes through: it says more about the desk than about the line. */
export function receivingError(error: unknown): unknown {
  return error instanceof LineTrouble ? new ChannelError(error.kind, error.sentence, { cause: error }) : error
}

/** Whatever is not a certain refusal leaves it open whether the customer has the reply. */
export function sendingError(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error
  if (error instanceof LineTrouble) return new ChannelError(error.kind, error.sentence, { cause: error })
  if (error instanceof LeaseLost) return new ChannelError('transient', say('changing_hands'), { cause: error })
  return new ChannelError('unconfirmed', say('unanswered'), { cause: error })
}
