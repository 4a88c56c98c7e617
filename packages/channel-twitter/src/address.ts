/** To whom a reply goes: to the customer by direct message, or in public below a post of theirs. */
import type { ReplyContext } from '@cordboard/core/channel/channel'
import type { Envelope } from '@cordboard/core/message'
import { conversationId, numberIn, pairOf, ways } from './ids.ts'

export function address(context: ReplyContext): Envelope {
  const { self, contact, way, history, answers } = context
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
    conversationKey: goesBy === ways.dm ? privatePlace(context) : null,
    way: goesBy,
  }
}

/** `null` where nobody has written privately yet: then what X answers has to lead the customer here. */
function privatePlace({ self, contact, history, conversationKey = null }: ReplyContext): string | null {
  if (conversationKey !== null && conversationKey.startsWith(conversationId(''))) return conversationKey
  const [own = ''] = self.keys
  const isNumbered = [own, contact.key].every((key) => /^\d+$/.test(key))
  const wrote = history.some(({ direction, way }) => direction === 'inbound' && way === ways.dm)
  return wrote && isNumbered ? conversationId(pairOf(own, contact.key)) : null
}
