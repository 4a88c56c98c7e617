/** To whom a reply goes, and what was said before it: from this alone a customer knows how far the talk has come. */
import type { ReplyContext } from '@cordboard/core/channel/channel'
import type { Envelope } from '@cordboard/core/message'

const liveReply = 'demo-'

export function address({ token, self, contact, subject, history }: ReplyContext): Envelope {
  const inbound = history.filter(({ direction }) => direction === 'inbound')
  return {
    externalId: `${liveReply}${token}`,
    from: self.keys[0] ?? '',
    to: [contact.key],
    cc: [],
    bcc: [],
    subject,
    inReplyTo: inbound.at(-1)?.externalId ?? null,
    references: history.flatMap(({ externalId }) => (externalId === null ? [] : [externalId])),
  }
}

/** How many replies this one follows; those of a story told before the demo began carry ids of their own and do not count. */
export function repliesBefore({ references }: Pick<Envelope, 'references'>): number {
  return references.filter((id) => id.startsWith(liveReply)).length
}
