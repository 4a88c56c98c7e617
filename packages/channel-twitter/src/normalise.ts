/** Reads one raw message of X. Pure and total: what it does not know becomes an entry that says so. */
import { createHash } from 'node:crypto'
import type { OwnIdentities, RawMessage } from '@cordboard/core/channel/channel'
import type { InboundEvent } from '@cordboard/core/message'
import { detailOf } from '@cordboard/core/sentence'
import { announcedMessage, listedMessage } from './direct-message.ts'
import { encryptedEvent } from './normalise-encrypted.ts'
import { directMessageEvent } from './normalise-dm.ts'
import { deletionEvent, postEvent } from './normalise-post.ts'
import { readRaw } from './raw.ts'
import { say } from './sentences.ts'

export async function normalise(raw: RawMessage, self: OwnIdentities): Promise<InboundEvent[]> {
  const read = readRaw(raw.bytes)
  const event = read && eventOf(read, self)
  return [event ?? unreadable(raw.bytes)]
}

function eventOf(read: NonNullable<ReturnType<typeof readRaw>>, self: OwnIdentities): InboundEvent | null {
  const isOwn = (id: string) => id === read.self || self.keys.includes(id)
  switch (read.kind) {
    case 'dm': {
      const message = listedMessage(read.event, read.includes)
      return message && directMessageEvent(message, { includes: read.includes, isOwn })
    }
    case 'announced_dm':
      return directMessageEvent(announcedMessage(read.event, read.self), { includes: read.includes, isOwn })
    case 'post':
      return postEvent(read.post, { includes: read.includes, isOwn })
    case 'post_deleted':
      return deletionEvent({ id: read.id, authorId: read.author_id }, read.includes)
    case 'chat':
      return encryptedEvent(read.event, read.self)
  }
}

function unreadable(bytes: Uint8Array): InboundEvent {
  const externalId = `unreadable:${createHash('sha256').update(bytes).digest('hex')}`
  const { detail: reason, sentence } = detailOf(say('unreadable'))
  return { kind: 'unreadable', externalId, reason, sentence, from: null, subject: null }
}
