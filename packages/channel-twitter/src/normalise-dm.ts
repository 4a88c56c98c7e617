import type { InboundBody, InboundEvent, InboundMessage } from '@cordboard/core/message'
import type { DirectMessage } from './direct-message.ts'
import { remoteFiles } from './files.ts'
import { conversationId, eventId, groupKey, ways } from './ids.ts'
import { plainBody, plainMessage, senderOf, spokenBody } from './plain-message.ts'
import { quotedPost } from './post-text.ts'
import type { Includes } from './raw.ts'
import { say } from './sentences.ts'

export function directMessageEvent(
  direct: DirectMessage,
  { includes, isOwn }: { includes: Includes; isOwn: (id: string) => boolean },
): InboundEvent {
  const message = messageOf(direct, includes)
  const { externalId } = message
  return isOwn(direct.senderId)
    ? { kind: 'own_message', externalId, threadIds: [externalId], otherwise: message }
    : message
}

function messageOf(direct: DirectMessage, includes: Includes): InboundMessage {
  const { id, conversation, senderId, sentAt, sort } = direct
  const files = remoteFiles(direct.fileKeys, direct.media)
  const isGroup = !conversation.includes('-')
  return plainMessage({
    externalId: eventId(id),
    threadIds: [eventId(id)],
    references: [],
    conversationKey: conversationId(conversation),
    from: senderOf(senderId, includes.users),
    group: isGroup ? { key: groupKey(conversation), address: groupKey(conversation), displayName: null } : null,
    way: ways.dm,
    body: bodyOf(direct, includes, files.length > 0),
    remoteAttachments: files,
    sentAt,
    automation: sort === 'message' ? 'none' : 'report',
  })
}

function bodyOf({ sort, text, sharedPosts }: DirectMessage, includes: Includes, hasFiles: boolean): InboundBody {
  if (sort === 'joined') return spokenBody(say('joined_group'))
  if (sort === 'left') return spokenBody(say('left_group'))
  if (sort === 'other') return spokenBody(say('unknown_event'))
  const shared = sharedPosts.map((post) => sharedPost(post, text, includes))
  const words = [text, ...shared].filter((part) => part !== '').join('\n\n')
  return words === '' && !hasFiles ? spokenBody(say('no_words')) : plainBody(words)
}

/** With its address, unless the message has that already. */
function sharedPost(id: string, text: string, includes: Includes): string {
  const post = includes.tweets?.find((known) => known.id === id)
  const address = text.includes(`/status/${id}`) ? [] : [`https://x.com/i/status/${id}`]
  return [...(post ? [quotedPost(post, includes)] : []), ...address].join('\n')
}
