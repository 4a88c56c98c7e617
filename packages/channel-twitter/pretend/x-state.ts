/** What the page of the pretend X shows: posts of all, and of each customer the direct messages with the desk. */
import type { GivenFile } from '@cordboard/core/channel/pretend'
import type { FakeX } from './fake-x.ts'
import { brand, personOf, type Person } from './people.ts'
import type { DmEvent, Post } from './world.ts'

export function stateOf(x: FakeX, players: readonly Person[]) {
  return {
    brand,
    posts: x.world.posts.map((post) => shownPost(x, post)),
    players: players.map((player) => ({
      ...player,
      closed: x.endpoints.closed.has(player.id),
      messages: x.world.events
        .filter(({ dm_conversation_id: conversation }) => conversation === x.world.pair(player.id))
        .map((event) => shownMessage(x, event)),
    })),
  }
}

/** A picture of a customer by its key, one of the desk by what it was sent with and its position there. */
export function fileOn(x: FakeX, id: string): GivenFile | null {
  const media = x.world.media.get(id)
  if (media) return { fileName: 'picture', mediaType: media.mediaType, bytes: media.bytes }
  const [, sentId, position = '0'] = /^sent-(\d+)-(\d)$/.exec(id) ?? []
  const file = x.endpoints.sent.find((sent) => sent.id === sentId)?.files[Number(position)]
  return file ? { fileName: 'picture', mediaType: file.mediaType, bytes: file.bytes } : null
}

function shownPost(x: FakeX, post: Post) {
  const { id, text, author_id: author, created_at: at, conversation_id: thread } = post
  const { name = author, username = author } = personOf(author) ?? {}
  return {
    id,
    thread,
    at,
    isBrand: author === brand.id,
    author: { name, username },
    text: text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    answers: post.referenced_tweets?.find(({ type }) => type === 'replied_to')?.id ?? null,
    files: filesOf(x, post),
  }
}

function shownMessage(x: FakeX, event: DmEvent) {
  const { id, text = '', sender_id: sender, created_at: at } = event
  return { id, at, text, mine: sender !== brand.id, files: filesOf(x, event) }
}

function filesOf(x: FakeX, { id, attachments }: Post | DmEvent) {
  const sent = x.endpoints.sent.find((one) => one.id === id)
  if (sent) return sent.files.map(({ mediaType }, index) => ({ id: `sent-${id}-${index}`, type: mediaType }))
  return (attachments?.media_keys ?? []).flatMap((key) => {
    const media = x.world.media.get(key)
    return media ? [{ id: key, type: media.mediaType }] : []
  })
}
