/** What there is on the pretend X: posts, direct messages, files; the truth that tests compare with. */
import { brand, personOf } from './people.ts'

export type Media = {
  key: string
  type: 'photo' | 'video' | 'animated_gif'
  url: string
  bytes: Uint8Array
  mediaType: string
}
export type Post = {
  id: string
  text: string
  author_id: string
  conversation_id: string
  created_at: string
  referenced_tweets?: { type: 'replied_to' | 'quoted'; id: string }[]
  edit_history_tweet_ids: string[]
  attachments?: { media_keys: string[] }
  entities?: { urls: { url: string; expanded_url: string; media_key?: string }[] }
}
export type DmEvent = {
  id: string
  event_type: 'MessageCreate' | 'ParticipantsJoin' | 'ParticipantsLeave'
  text?: string
  sender_id: string
  dm_conversation_id: string
  created_at: string
  attachments?: { media_keys: string[] }
  referenced_tweets?: { id: string }[]
  participant_ids?: string[]
}

export type WorldOptions = { idsAfter?: bigint; isForgetful?: boolean }

export class World {
  readonly posts: Post[] = []
  readonly events: DmEvent[] = []
  readonly media = new Map<string, Media>()
  /** How far the pretend X's clock is ahead of this machine's. */
  skewMs = 0
  /** A pretend X that was started again without a memory takes answers to posts it does not know. */
  readonly isForgetful: boolean
  #last: bigint

  /** `idsAfter`: the highest id that may have been used before. */
  constructor({ idsAfter = 2_080_765_901_528_535_096n, isForgetful = false }: WorldOptions = {}) {
    this.#last = idsAfter
    this.isForgetful = isForgetful
  }

  now(): Date {
    return new Date(Date.now() + this.skewMs)
  }

  /** Beyond 2^53, growing, never ending in zeros. */
  nextId(): string {
    this.#last += 4_194_305n
    return String(this.#last)
  }

  addPost(author: string, text: string, more: Partial<Post> & { answers?: string } = {}): Post {
    const { answers, ...rest } = more
    const id = this.nextId()
    const answered = this.posts.find((post) => post.id === answers)
    const post: Post = {
      id,
      text: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      author_id: author,
      conversation_id: answered?.conversation_id ?? (this.isForgetful ? answers : undefined) ?? id,
      created_at: this.now().toISOString(),
      edit_history_tweet_ids: [id],
      ...(answers !== undefined && { referenced_tweets: [{ type: 'replied_to', id: answers }] }),
      ...rest,
    }
    this.posts.push(post)
    return post
  }

  addEvent(sender: string, conversation: string, text: string, more: Partial<DmEvent> = {}): DmEvent {
    const event: DmEvent = {
      id: this.nextId(),
      event_type: 'MessageCreate',
      ...(text !== '' && { text }),
      sender_id: sender,
      dm_conversation_id: conversation,
      created_at: this.now().toISOString(),
      ...more,
    }
    this.events.push(event)
    return event
  }

  /** A file where X would keep it: of a direct message behind a sign-in, of a post for all. */
  addMedia(bytes: Uint8Array, mediaType: string, place: 'dm' | 'post' = 'dm'): Media {
    const id = this.nextId()
    const type = mediaType === 'video/mp4' ? 'video' : mediaType === 'image/gif' ? 'animated_gif' : 'photo'
    const extension = type === 'photo' ? mediaType.replace('image/', '').replace('jpeg', 'jpg') : 'mp4'
    const url =
      place === 'dm'
        ? `https://ton.twitter.com/1.1/ton/data/dm/${this.nextId()}/${id}/pic.${extension}`
        : `https://pbs.twimg.com/media/${id}.${extension}`
    const media: Media = { key: `3_${id}`, type, url, bytes, mediaType }
    this.media.set(media.key, media)
    return media
  }

  /** As `expansions` ask for it. */
  includesOf(items: readonly (Post | DmEvent)[]) {
    const named = JSON.stringify(items)
    const tweets = this.posts.filter(({ id }) => named.includes(`"${id}"`) && !items.some((item) => item.id === id))
    const all = named + JSON.stringify(tweets)
    const ids = [...new Set([...all.matchAll(/"(\d{10,20})"/g)].map(([, id = '']) => id))]
    const users = ids.map(personOf).filter((person) => person !== undefined)
    const media = [...this.media.values()]
      .filter(({ key }) => all.includes(key))
      .map(({ key, type, url }) =>
        type === 'photo'
          ? { media_key: key, type, url }
          : {
              media_key: key,
              type,
              variants: [
                { bit_rate: 832_000, content_type: 'video/mp4', url },
                { content_type: 'application/x-mpegURL', url: `${url}.m3u8` },
              ],
            },
      )
    return {
      ...(users.length > 0 && { users }),
      ...(media.length > 0 && { media }),
      ...(tweets.length > 0 && { tweets }),
    }
  }

  /** Of the brand and somebody else. */
  pair(other: string): string {
    return BigInt(brand.id) < BigInt(other) ? `${brand.id}-${other}` : `${other}-${brand.id}`
  }
}
