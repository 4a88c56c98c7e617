/** The two lists an account is read from. */
import type { RawMessage } from '@cordboard/core/channel/channel'
import { idBefore, isNewer } from './ids.ts'
import type { List } from './look.ts'
import { includesOf, type Item, type LooseIncludes } from './pages.ts'
import { dmKey, postKey, rawMessage } from './raw.ts'

/** X gives at most as many at a time. */
const pageSize = '100'

export const postFields = {
  'tweet.fields':
    'author_id,conversation_id,created_at,entities,referenced_tweets,edit_history_tweet_ids,attachments,note_tweet',
  'user.fields': 'username,name',
  'media.fields': 'type,url,variants',
  expansions: 'author_id,attachments.media_keys,referenced_tweets.id,referenced_tweets.id.author_id',
}

export const dmFields = {
  'dm_event.fields':
    'id,event_type,text,created_at,sender_id,dm_conversation_id,participant_ids,attachments,referenced_tweets,entities',
  'user.fields': 'username,name',
  'media.fields': 'type,url,variants',
  'tweet.fields': 'author_id,created_at,entities,note_tweet',
  expansions: 'sender_id,participant_ids,attachments.media_keys,referenced_tweets.id',
}

/** Ids of the same moment are not strictly in order, and X lists some posts a little late. */
const overlapMs = 10_000

/** Newest first, and X ends the list a little below what is known. */
export function mentionsOf(self: string, { newest, since }: { newest: string | null; since: string }): List {
  const from: Record<string, string> =
    newest === null ? { start_time: wholeSeconds(since) } : { since_id: idBefore(newest, overlapMs) }
  return {
    url: `https://api.x.com/2/users/${self}/mentions`,
    query: { ...postFields, max_results: pageSize, ...from },
    key: postKey,
    raw: (post, includes, receivedAt) => rawPost(post, { self, includes, receivedAt }),
    uses: (mentionRead) => ({ mentionRead }),
    isWanted: () => true,
    isEnd: ({ items }) => items.some(({ id }) => newest !== null && !isNewer(id, newest)),
  }
}

/** Newest first without a beginning of one's choice: read until what is known. The rest of that page fills holes. */
export function directMessagesOf(self: string, { newest, since }: { newest: string | null; since: string }): List {
  const isTooOld = ({ created_at: at = '' }: Item) => Date.parse(at) < Date.parse(since)
  return {
    url: 'https://api.x.com/2/dm_events',
    query: { ...dmFields, event_types: 'MessageCreate,ParticipantsJoin,ParticipantsLeave', max_results: pageSize },
    key: dmKey,
    raw: (event, includes, receivedAt) =>
      rawMessage(dmKey(event.id), { kind: 'dm', self, event, includes: includesOf(event, includes) }, receivedAt),
    uses: (dmRead) => ({ dmRead }),
    isWanted: (event) => !isTooOld(event),
    isEnd: ({ items }) => items.some((item) => (newest !== null && !isNewer(item.id, newest)) || isTooOld(item)),
  }
}

type PostOrigin = { self: string; includes: LooseIncludes; receivedAt: Date }

export function rawPost(post: Item, { self, includes, receivedAt }: PostOrigin): RawMessage {
  return rawMessage(postKey(post.id), { kind: 'post', self, post, includes: includesOf(post, includes) }, receivedAt)
}

function wholeSeconds(time: string): string {
  return `${time.slice(0, 19)}Z`
}
