/**
 * How much of an update is checked before it is read: what every message has, and all text that is shown. The rest is taken at the
 * word of the Bot API's types; an update that breaks it becomes an entry that says so.
 */
import { z } from 'zod'

const latestDate = 253_402_300_799

const dateSchema = z.int().min(0).max(latestDate)

const userSchema = z.looseObject({
  id: z.int(),
  first_name: z.string(),
  last_name: z.string().optional(),
  username: z.string().optional(),
})

const chatSchema = z.looseObject({
  id: z.int(),
  type: z.string(),
  title: z.string().optional(),
  username: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
})

const entitiesSchema = z.array(z.looseObject({ type: z.string(), offset: z.int(), length: z.int() }))

export const messageSchema = z.looseObject({
  message_id: z.int(),
  date: dateSchema,
  edit_date: dateSchema.optional(),
  chat: chatSchema,
  from: userSchema.optional(),
  sender_chat: chatSchema.optional(),
  business_connection_id: z.string().optional(),
  media_group_id: z.string().optional(),
  text: z.string().optional(),
  entities: entitiesSchema.optional(),
  caption: z.string().optional(),
  caption_entities: entitiesSchema.optional(),
})

export const deletionSchema = z.looseObject({
  business_connection_id: z.string(),
  chat: chatSchema,
  message_ids: z.array(z.int()),
})

export const reactionSchema = z.looseObject({
  chat: chatSchema,
  message_id: z.int(),
  date: dateSchema,
  user: userSchema.optional(),
  actor_chat: chatSchema.optional(),
  new_reaction: z.array(z.looseObject({ type: z.string(), emoji: z.string().optional() })),
})

export const pressSchema = z.looseObject({
  id: z.string(),
  from: userSchema,
  data: z.string().optional(),
  message: z.looseObject({ message_id: z.int(), chat: chatSchema }).optional(),
})

export const membershipSchema = z.looseObject({
  chat: chatSchema,
  from: userSchema,
  date: dateSchema,
  old_chat_member: z.looseObject({ status: z.string() }),
  new_chat_member: z.looseObject({ status: z.string() }),
})

export const businessSchema = z.looseObject({
  id: z.string(),
  user: userSchema,
  user_chat_id: z.int(),
  date: dateSchema,
  is_enabled: z.boolean(),
})

/** Whoever an update of an unknown kind may be from. */
export const fromSomebodySchema = z.looseObject({ from: userSchema.optional(), user: userSchema.optional() })
