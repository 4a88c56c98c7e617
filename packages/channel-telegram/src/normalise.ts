/** Reads one update. Pure and total: whatever is not understood becomes an entry that says so. */
import type { Message, Update } from '@grammyjs/types'
import type { OwnIdentities, RawMessage } from '@cordboard/core/channel/channel'
import type { InboundEvent, Sender } from '@cordboard/core/message'
import { detailOf, type Sentence } from '@cordboard/core/sentence'
import { deletions, edit, reaction } from './changes.ts'
import { businessEntry, membershipEntry, pressedEntry } from './entries.ts'
import { albumIdOf, messageOf } from './message.ts'
import { bytesKey, keyOf, type Numbered, numberedIn } from './raw.ts'
import { say } from './sentences.ts'
import {
  businessSchema,
  deletionSchema,
  fromSomebodySchema,
  membershipSchema,
  messageSchema,
  pressSchema,
  reactionSchema,
} from './update-shape.ts'
import { personOf } from './who.ts'

type Kind = Exclude<keyof Update, 'update_id'>
/** `null` where the update is not of the shape its kind has. */
type Reader = (inside: unknown, update: Known, self: OwnIdentities) => InboundEvent[] | null
type Known = { id: string; updateId: number }

const readers = {
  message: (inside, _, self) => withMessage(inside, (message) => [written(message, self)]),
  edited_message: (inside, { updateId }) => withMessage(inside, (message) => [edit(message, updateId)]),
  business_message: (inside, _, self) => withMessage(inside, (message) => [written(message, self)]),
  edited_business_message: (inside, { updateId }) => withMessage(inside, (message) => [edit(message, updateId)]),
  deleted_business_messages: shaped(deletionSchema, deletions),
  message_reaction: shaped(reactionSchema, (told, id) => [reaction(told, id)]),
  callback_query: shaped(pressSchema, (told) => [pressedEntry(told)]),
  my_chat_member: shaped(membershipSchema, (told, id) => [membershipEntry(told, id)]),
  business_connection: shaped(businessSchema, (told, id) => [businessEntry(told, id)]),
  channel_post: (inside, _, self) => withMessage(inside, (message) => [written(message, self)]),
  edited_channel_post: (inside, { updateId }) => withMessage(inside, (message) => [edit(message, updateId)]),
} satisfies Partial<Record<Kind, Reader>>

/** What Telegram is asked for. A channel's own posts are nothing customers write; they are read where they come all the same. */
export const wantedUpdates = Object.keys(readers).filter((kind) => !kind.endsWith('channel_post'))

export async function normalise(raw: RawMessage, self: OwnIdentities): Promise<InboundEvent[]> {
  const update = numberedIn(raw.bytes)
  if (update === null) return [unreadable(bytesKey(raw.bytes), say('unreadable'), null)]
  const id = keyOf(update)
  const kind = Object.keys(update).find((key) => key !== 'update_id') ?? ''
  const reader: Reader | undefined = Object.hasOwn(readers, kind) ? readers[kind as keyof typeof readers] : undefined
  const events = reader ? eventsOf(reader, update[kind], { id, updateId: update.update_id, self }) : null
  if (events && events.length > 0) return events
  return [
    unreadable(
      id,
      reader ? say('unreadable') : say('unknown_update', { kind: kind || 'empty' }),
      somebodyIn(update, kind),
    ),
  ]
}

function eventsOf(
  reader: Reader,
  inside: unknown,
  { self, ...known }: Known & { self: OwnIdentities },
): InboundEvent[] | null {
  try {
    return reader(inside, known, self)
  } catch (error) {
    // Something inside is not of the type the Bot API says.
    if (error instanceof TypeError || error instanceof RangeError) return null
    throw error
  }
}

function written(message: Message, self: OwnIdentities): InboundEvent {
  const read = messageOf(message)
  if (isOwn(message, self)) {
    return { kind: 'own_message', externalId: read.externalId, threadIds: read.threadIds, otherwise: read }
  }
  const album = albumIdOf(message)
  if (album === null) return read
  const body = message.caption === undefined ? null : read.body
  // Which item comes first is not known here: the desk shows the first as a message, because nobody knows its album yet.
  return {
    kind: 'change',
    externalId: read.externalId,
    about: album,
    by: read.from,
    change: { type: 'added', body },
    otherwise: read,
  }
}

/** The bot's own, or what the owner of a business account wrote to the customer by hand. */
function isOwn({ from, sender_chat, business_connection_id, chat }: Message, { keys }: OwnIdentities): boolean {
  if (!from || sender_chat) return false
  return keys.includes(String(from.id)) || (business_connection_id !== undefined && from.id !== chat.id)
}

function withMessage(inside: unknown, read: (message: Message) => InboundEvent[]): InboundEvent[] | null {
  const parsed = messageSchema.safeParse(inside)
  return parsed.success ? read(parsed.data as unknown as Message) : null
}

function shaped<Told>(
  schema: { safeParse(inside: unknown): { success: true; data: Told } | { success: false } },
  read: (told: Told, id: string) => InboundEvent[],
): Reader {
  return (inside, { id }) => {
    const parsed = schema.safeParse(inside)
    return parsed.success ? read(parsed.data, id) : null
  }
}

function unreadable(externalId: string, why: Sentence, from: Sender | null): InboundEvent {
  const { detail: reason, sentence } = detailOf(why)
  return { kind: 'unreadable', externalId, reason, sentence, from, subject: null }
}

function somebodyIn(update: Numbered, kind: string): Sender | null {
  const parsed = fromSomebodySchema.safeParse(update[kind])
  const person = parsed.success ? (parsed.data.from ?? parsed.data.user) : undefined
  return person ? personOf({ ...person, first_name: person.first_name }) : null
}
