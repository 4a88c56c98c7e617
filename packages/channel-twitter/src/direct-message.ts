/** One direct message event, whichever way X told of it. */
import { pairOf } from './ids.ts'
import { plainText } from './post-text.ts'
import type { AnnouncedEvent, Includes, ListedEvent, XMedia } from './raw.ts'

export type DirectMessage = {
  id: string
  sort: 'message' | 'joined' | 'left' | 'other'
  senderId: string
  conversation: string
  text: string
  sentAt: Date | null
  fileKeys: readonly string[]
  media: readonly XMedia[]
  sharedPosts: readonly string[]
}

const sorts: Readonly<Record<string, DirectMessage['sort']>> = {
  MessageCreate: 'message',
  ParticipantsJoin: 'joined',
  ParticipantsLeave: 'left',
}

export function listedMessage(event: ListedEvent, { media = [] }: Includes): DirectMessage | null {
  const senderId = event.sender_id ?? event.participant_ids?.[0]
  if (senderId === undefined) return null
  return {
    id: event.id,
    sort: sorts[event.event_type] ?? 'other',
    senderId,
    conversation: event.dm_conversation_id,
    text: plainText(event.text ?? '', event.entities?.urls),
    sentAt: dateOf(event.created_at ?? ''),
    fileKeys: event.attachments?.media_keys ?? [],
    media,
    sharedPosts: (event.referenced_tweets ?? []).map(({ id }) => id),
  }
}

export function announcedMessage(event: AnnouncedEvent, self: string): DirectMessage {
  const { sender_id: senderId, target, message_data: data } = event.message_create
  const partner = senderId === self ? (target.recipient_id ?? self) : senderId
  const media = data.attachment?.media
  const key = media && `3_${media.id_str ?? media.id ?? event.id}`
  const file =
    media && key
      ? [{ media_key: key, type: media.type, url: media.media_url_https, variants: media.video_info?.variants }]
      : []
  const urls = [...(data.entities?.urls ?? []), ...(media?.url ? [{ url: media.url, media_key: key }] : [])]
  return {
    id: event.id,
    sort: 'message',
    senderId,
    conversation: target.conversation_id ?? pairOf(self, partner),
    text: plainText(data.text, urls),
    sentAt: dateOf(Number(event.created_timestamp)),
    fileKeys: file.map(({ media_key: name }) => name),
    media: file,
    sharedPosts: [],
  }
}

export function dateOf(time: string | number): Date | null {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? null : date
}
