import type { InboundEvent, InboundMessage } from '@cordboard/core/message'
import { dateOf } from './direct-message.ts'
import { remoteFiles } from './files.ts'
import { postId, threadId, ways } from './ids.ts'
import { plainBody, plainMessage, senderOf, spokenBody } from './plain-message.ts'
import { quotedPost, wordsOf } from './post-text.ts'
import type { Includes, Post } from './raw.ts'
import { say } from './sentences.ts'

export function postEvent(
  post: Post,
  { includes, isOwn }: { includes: Includes; isOwn: (id: string) => boolean },
): InboundEvent {
  const message = messageOf(post, includes)
  const { externalId, from } = message
  if (isOwn(post.author_id)) return { kind: 'own_message', externalId, threadIds: [externalId], otherwise: message }
  const [first = post.id] = post.edit_history_tweet_ids ?? []
  if (first === post.id) return message
  // An edited post is a new post that names the former ones.
  const change = { type: 'edited', body: message.body } as const
  return {
    kind: 'change',
    externalId: `${externalId}/edit`,
    about: postId(first),
    by: from,
    change,
    otherwise: message,
  }
}

export function deletionEvent({ id, authorId }: { id: string; authorId: string }, includes: Includes): InboundEvent {
  const from = senderOf(authorId, includes.users)
  const otherwise = plainMessage({
    externalId: `${postId(id)}/deleted`,
    threadIds: [],
    references: [postId(id)],
    from,
    way: ways.public,
    body: spokenBody(say('post_deleted')),
    sentAt: null,
    automation: 'report',
  })
  return {
    kind: 'change',
    externalId: otherwise.externalId,
    about: postId(id),
    by: from,
    change: { type: 'deleted' },
    otherwise,
  }
}

function messageOf(post: Post, includes: Includes): InboundMessage {
  const { id, author_id: author, conversation_id: root = id, created_at: at = '' } = post
  const answered = (post.referenced_tweets ?? [])
    .filter(({ type }) => type === 'replied_to')
    .map((named) => postId(named.id))
  const versions = post.edit_history_tweet_ids ?? []
  return plainMessage({
    externalId: postId(id),
    threadIds: [...new Set([postId(id), ...versions.map(postId)])],
    references: answered,
    conversationKey: threadId(root, author),
    from: senderOf(author, includes.users),
    way: ways.public,
    body: bodyOf(post, includes),
    remoteAttachments: remoteFiles(post.attachments?.media_keys ?? [], includes.media),
    sentAt: dateOf(at),
  })
}

/** Folded below the customer's words: what they answer or quote, nearest first. */
function bodyOf(post: Post, includes: Includes) {
  const own = wordsOf(post)
  const context = (post.referenced_tweets ?? []).flatMap(({ id }) => {
    const named = includes.tweets?.find((known) => known.id === id)
    return named ? [quotedPost(named, includes)] : []
  })
  if (context.length === 0) return plainBody(own)
  return plainBody([own, ...context].join('\n\n'), own.length)
}
