/** Takes back a public reply. A direct message stays with the customer: X deletes it for its sender only, so that is not done. */
import type { OutboundMessage } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import type { Budget } from './budget.ts'
import { toChannelError } from './errors.ts'
import { XFailure } from './failure.ts'
import { numberIn } from './ids.ts'
import type { XLink } from './link.ts'
import { say } from './sentences.ts'

export async function retract(
  { providerIds = [] }: OutboundMessage,
  { link, budget }: { link: XLink; budget: Budget },
  signal: AbortSignal,
): Promise<void> {
  const posts = providerIds.map((id) => numberIn(id, 'post')).filter((id) => id !== null)
  if (posts.length === 0) throw new ChannelError('permanent', say('stays_with_customer'))
  for (const post of posts) {
    try {
      await link.ask({ method: 'DELETE', url: `https://api.x.com/2/tweets/${post}` }, signal)
      await budget.count({ postDeleted: 1 })
    } catch (error) {
      // It is gone already.
      if (!(error instanceof XFailure) || error.facts.status !== 404) throw toChannelError(error, 'prepare')
    }
  }
}
