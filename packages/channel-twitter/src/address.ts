/** To whom a reply goes: to the customer by direct message, or in public below a post of theirs. */
import type { ReplyContext } from '@cordboard/core/channel/channel'
import type { Envelope } from '@cordboard/core/message'
import { numberIn, ways } from './ids.ts'

export function address({ self, contact, way, history, answers }: ReplyContext): Envelope {
  const inbound = history.filter(({ direction }) => direction === 'inbound')
  const goesBy = way ?? inbound.at(-1)?.way ?? ways.dm
  const named = answers?.externalId ?? null
  const posts = [...inbound.map(({ externalId }) => externalId), named].filter((id) => numberIn(id, 'post') !== null)
  const answered = goesBy === ways.public ? (posts.at(-1) ?? null) : named
  return {
    externalId: null,
    from: self.keys[0] ?? '',
    // In public only below a post: X takes no other reply.
    to: goesBy === ways.public && answered === null ? [] : [contact.key],
    cc: [],
    bcc: [],
    subject: null,
    inReplyTo: answered,
    references: [],
    way: goesBy,
  }
}
