/**
 * What lies in the ledger: one direct message event or one post as X gave it, with the profiles, media and posts it needs, and for whom
 * it was received. Keys are the same whether X announced it or was asked.
 */
import type { RawMessage } from '@cordboard/core/channel/channel'
import { z } from 'zod'
import { losslessIn } from './lossless-json.ts'

/** Ids are text everywhere: they do not fit into a JavaScript number. */
export const idSchema = z.string().regex(/^\d{1,20}$/)

const urlSchema = z.object({
  url: z.string(),
  expanded_url: z.string().optional(),
  media_key: z.string().optional(),
})
const entitiesSchema = z.object({ urls: readable(urlSchema).optional() }).optional()
export type UrlEntity = z.output<typeof urlSchema>

export const profileSchema = z.object({ id: idSchema, username: z.string().optional(), name: z.string().optional() })
export type XProfile = z.output<typeof profileSchema>

const variantSchema = z.object({
  url: z.string(),
  content_type: z.string().optional(),
  bit_rate: z.number().optional(),
  bitrate: z.number().optional(),
})
const mediaSchema = z.object({
  media_key: z.string(),
  type: z.string(),
  url: z.string().optional(),
  variants: z.array(variantSchema).optional(),
})
export type XMedia = z.output<typeof mediaSchema>

export const postSchema = z.object({
  id: idSchema,
  text: z.string(),
  note_tweet: z.object({ text: z.string() }).optional(),
  author_id: idSchema,
  conversation_id: idSchema.optional(),
  created_at: z.string().optional(),
  referenced_tweets: z.array(z.object({ type: z.string().optional(), id: idSchema })).optional(),
  edit_history_tweet_ids: z.array(idSchema).optional(),
  attachments: z.object({ media_keys: z.array(z.string()).optional() }).optional(),
  entities: entitiesSchema,
})
export type Post = z.output<typeof postSchema>

export const includesSchema = z.object({
  users: readable(profileSchema).optional(),
  media: readable(mediaSchema).optional(),
  tweets: readable(postSchema).optional(),
})
export type Includes = z.output<typeof includesSchema>

/** As the DM endpoints list it. */
export const listedEventSchema = z.object({
  id: idSchema,
  event_type: z.string(),
  text: z.string().optional(),
  sender_id: idSchema.optional(),
  dm_conversation_id: z.string().regex(/^\d{1,20}(?:-\d{1,20})?$/),
  created_at: z.string().optional(),
  participant_ids: z.array(idSchema).optional(),
  attachments: z.object({ media_keys: z.array(z.string()).optional() }).optional(),
  referenced_tweets: z.array(z.object({ id: idSchema })).optional(),
  entities: entitiesSchema,
})
export type ListedEvent = z.output<typeof listedEventSchema>

const announcedMediaSchema = z.object({
  id_str: idSchema.optional(),
  id: idSchema.optional(),
  type: z.string(),
  media_url_https: z.string().optional(),
  url: z.string().optional(),
  video_info: z.object({ variants: z.array(variantSchema).optional() }).optional(),
})
/** As the X Activity API announces it. */
export const announcedEventSchema = z.object({
  type: z.literal('message_create'),
  id: idSchema,
  created_timestamp: z.string().regex(/^\d{1,15}$/),
  message_create: z.object({
    target: z.object({ recipient_id: idSchema.optional(), conversation_id: z.string().optional() }),
    sender_id: idSchema,
    message_data: z.object({
      text: z.string(),
      entities: entitiesSchema,
      attachment: z.object({ type: z.string(), media: announcedMediaSchema.optional() }).optional(),
    }),
  }),
})
export type AnnouncedEvent = z.output<typeof announcedEventSchema>

const chatSchema = z.object({
  id: z.string().min(1).max(100),
  sender_id: idSchema,
  conversation_id: z.string().max(100),
  created_at_msec: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
})

/** `self`: the number of the profile it was received for. */
const rawSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dm'), self: idSchema, event: listedEventSchema, includes: includesSchema }),
  z.object({ kind: z.literal('announced_dm'), self: idSchema, event: announcedEventSchema, includes: includesSchema }),
  z.object({ kind: z.literal('post'), self: idSchema, post: postSchema, includes: includesSchema }),
  z.object({
    kind: z.literal('post_deleted'),
    self: idSchema,
    id: idSchema,
    author_id: idSchema,
    includes: includesSchema,
  }),
  z.object({ kind: z.literal('chat'), self: idSchema, event: chatSchema }),
])
export type XRaw = z.output<typeof rawSchema>

const mediaType = 'application/json'

type Stored = { kind: XRaw['kind'] | 'unknown' } & Record<string, unknown>

/** `value` is stored as it is, unknown fields included: a newer parser may know them. */
export function rawMessage(key: string, value: Stored, receivedAt: Date): RawMessage {
  return { bytes: new TextEncoder().encode(JSON.stringify(value)), mediaType, key, receivedAt }
}

/** `null` for bytes that are none of what this channel stores. */
export function readRaw(bytes: Uint8Array): XRaw | null {
  const text = textOf(bytes)
  const parsed = rawSchema.safeParse(text === null ? undefined : losslessIn(text))
  return parsed.success ? parsed.data : null
}

export const dmKey = (id: string) => `dm/${id}`
export const postKey = (id: string) => `post/${id}`
export const deletionKey = (id: string) => `post-deleted/${id}`
export const chatKey = (id: string) => `chat/${id}`

/** Those that can be read. What stands beside a message must not keep its words from being read. */
function readable<Schema extends z.ZodType>(schema: Schema) {
  return z.array(z.unknown()).transform((list) =>
    list.flatMap((entry): z.output<Schema>[] => {
      const parsed = schema.safeParse(entry)
      return parsed.success ? [parsed.data] : []
    }),
  )
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
