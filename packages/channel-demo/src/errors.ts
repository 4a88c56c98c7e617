/** The one place where what goes wrong on the demo's line becomes one of the kinds a channel may report. */
import { ChannelError, LeaseLost } from '@cordboard/core/channel/error'

/** Certain: nothing was taken. `message` is one sentence for a person. */
export class LineTrouble extends Error {
  override readonly name = 'LineTrouble'
  readonly kind: 'transient' | 'permanent'

  constructor(kind: 'transient' | 'permanent', message: string) {
    super(message)
    this.kind = kind
  }
}

/** What receiving ends with. What the host itself threw passes through: it says more about the desk than about the line. */
export function receivingError(error: unknown): unknown {
  return error instanceof LineTrouble ? new ChannelError(error.kind, error.message, { cause: error }) : error
}

/** Whatever is not a certain refusal leaves it open whether the customer has the reply. */
export function sendingError(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error
  if (error instanceof LineTrouble) return new ChannelError(error.kind, error.message, { cause: error })
  if (error instanceof LeaseLost)
    return new ChannelError('transient', 'The demo’s line is changing hands.', { cause: error })
  return new ChannelError('unconfirmed', 'It is not known whether the customer got this reply.', { cause: error })
}
