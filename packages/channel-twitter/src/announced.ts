/** What X announces, as it goes into the ledger: under the same keys as what its lists give. */
import type { RawMessage } from '@cordboard/core/channel/channel'
import { z } from 'zod'
import { dateOf } from './direct-message.ts'
import type { Item as ListItem, LooseIncludes } from './pages.ts'
import { rawPost } from './lists.ts'
import { announcedEventSchema, chatKey, deletionKey, dmKey, idSchema, rawMessage } from './raw.ts'
import type { Uses } from './prices.ts'

const envelopeSchema = z.object({
  data: z.object({
    event_uuid: z.string().max(100),
    event_type: z.string(),
    filter: z.object({ user_id: idSchema.optional() }).default({}),
    payload: z.record(z.string(), z.unknown()),
    includes: z.record(z.string(), z.unknown()).optional(),
  }),
})

export type Announcement = z.output<typeof envelopeSchema>['data']

export type Announced = { raws: RawMessage[]; uses: Uses; encrypted: boolean }

export function announcementIn(json: unknown): Announcement | null {
  return envelopeSchema.safeParse(json).data?.data ?? null
}

const postItemSchema = z.looseObject({ id: idSchema, created_at: z.string().optional() })
const nothing: Announced = { raws: [], uses: {}, encrypted: false }

/** `self`: the account's number. Kinds nobody subscribed to give nothing. */
export function rawsOf(
  { event_type: type, event_uuid: uuid, payload, includes }: Announcement,
  self: string,
): Announced {
  if (type === 'dm.received' || type === 'dm.sent') return directMessages(payload, self, uuid)
  if (type === 'post.delete') return deletion(payload, { includes, self, uuid })
  if (type.startsWith('chat.')) return encrypted(payload, self, uuid)
  if (!type.startsWith('post.')) return nothing
  const post = postItemSchema.safeParse(payload)
  const raw = post.success
    ? rawPost(post.data, { self, includes: looseIncludes(includes), receivedAt: notLater(post.data.created_at) })
    : unknown(uuid, payload)
  return { raws: [raw], uses: { postAnnounced: 1 }, encrypted: false }
}

/** The numbers of the posts that an announced one names and that did not come with it. */
export function lackingContext({ event_type: type, payload, includes }: Announcement): string[] {
  const named = namesSchema.safeParse(payload)
  if (!type.startsWith('post.') || !named.success) return []
  const there = looseIncludes(includes).tweets?.map(({ id }) => id) ?? []
  return (named.data.referenced_tweets ?? []).map(({ id }) => id).filter((id) => !there.includes(id))
}
const namesSchema = z.object({ referenced_tweets: z.array(z.object({ id: idSchema })).optional() })

/** With the posts that were fetched for it. */
export function withContext(
  announcement: Announcement,
  fetched: { items: readonly ListItem[]; includes: LooseIncludes },
): Announcement {
  const { users = [], tweets = [], media = [] } = looseIncludes(announcement.includes)
  return {
    ...announcement,
    includes: {
      users: [...users, ...(fetched.includes.users ?? [])],
      tweets: [...tweets, ...fetched.items],
      media: [...media, ...(fetched.includes.media ?? [])],
    },
  }
}

function directMessages(payload: Record<string, unknown>, self: string, uuid: string): Announced {
  const events = Array.isArray(payload['direct_message_events']) ? (payload['direct_message_events'] as unknown[]) : []
  const includes = { users: profilesIn(payload['users']) }
  const raws = events.map((event, index) => {
    const parsed = announcedEventSchema.safeParse(event)
    if (!parsed.success) return unknown(`${uuid}/${index}`, event)
    const { id, created_timestamp: at } = parsed.data
    return rawMessage(dmKey(id), { kind: 'announced_dm', self, event, includes }, notLater(Number(at)))
  })
  return {
    raws: raws.length > 0 ? raws : [unknown(uuid, payload)],
    uses: { dmAnnounced: Math.max(1, raws.length) },
    encrypted: false,
  }
}

const deletionSchema = z.object({ id: idSchema, author_id: idSchema })

type Origin = { includes: Announcement['includes']; self: string; uuid: string }

function deletion(payload: Record<string, unknown>, { includes, self, uuid }: Origin): Announced {
  const parsed = deletionSchema.safeParse(payload)
  if (!parsed.success) return { ...nothing, raws: [unknown(uuid, payload)] }
  const { id, author_id } = parsed.data
  const value = {
    kind: 'post_deleted' as const,
    self,
    id,
    author_id,
    includes: { users: profilesIn(includes?.['users']) },
  }
  return { ...nothing, raws: [rawMessage(deletionKey(id), value, new Date())] }
}

function encrypted(payload: Record<string, unknown>, self: string, uuid: string): Announced {
  const id = typeof payload['id'] === 'string' && payload['id'] !== '' ? payload['id'].slice(0, 100) : uuid
  const at = Number(payload['created_at_msec'])
  return {
    raws: [rawMessage(chatKey(id), { kind: 'chat', self, event: { ...payload, id } }, notLater(at))],
    uses: {},
    encrypted: true,
  }
}

/** Kept and shown as what could not be read; its bytes hold the announcement's number, so that no two are taken for one. */
function unknown(uuid: string, payload: unknown): RawMessage {
  return rawMessage(`announced/${uuid}`, { kind: 'unknown', uuid, payload }, new Date())
}

/** X packs profiles as `{data: {…}}`, in a list or by their number. */
function profilesIn(packed: unknown): { id: string }[] {
  const list = typeof packed === 'object' && packed !== null ? Object.values(packed) : []
  return list.flatMap((entry: unknown) => {
    const profile = typeof entry === 'object' && entry !== null && 'data' in entry ? entry.data : entry
    const parsed = z.looseObject({ id: z.string() }).safeParse(profile)
    return parsed.success ? [parsed.data] : []
  })
}

function looseIncludes(includes: Announcement['includes']): LooseIncludes {
  const list = (name: string) => (Array.isArray(includes?.[name]) ? (includes[name] as unknown[]) : [])
  return {
    users: profilesIn(includes?.['users']),
    tweets: list('tweets').filter(hasId),
    media: list('media').filter((entry): entry is { media_key: string } => hasText(entry, 'media_key')),
  }
}

function hasId(entry: unknown): entry is { id: string } {
  return hasText(entry, 'id')
}

function hasText(entry: unknown, name: string): boolean {
  return typeof entry === 'object' && entry !== null && typeof (entry as Record<string, unknown>)[name] === 'string'
}

function notLater(time: string | number | undefined): Date {
  const now = new Date()
  const date = dateOf(time ?? '')
  return date === null || date > now ? now : date
}
