import { type Context, channelOf } from '../context.ts'
import type { ResendOf } from './message-row.ts'

/** A channel that is not installed any more gets the cautious answer. */
export function resendOn(desk: Pick<Context, 'channels'>): ResendOf {
  return (channel) => channelOf(desk, channel)?.capabilities.resend ?? 'may_duplicate'
}
