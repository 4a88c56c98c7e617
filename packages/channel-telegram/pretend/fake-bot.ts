/** One bot: its chats and files, what it sent, and what customers do to it. */
import { randomUUID } from 'node:crypto'
import { Faults } from './faults.ts'
import { type FakeChat, type FakePerson, fakePerson, privateChat } from './people.ts'
import { UpdateQueue } from './update-queue.ts'
import { HookDelivery } from './webhook.ts'
import { runMethod } from './methods.ts'

export type Entity = { type: string; offset: number; length: number; [more: string]: unknown }
export type SentFile = { fileName: string; bytes: Buffer; kind: string }

/** What somebody in the chat holds. */
export type SentMessage = {
  method: string
  chatId: number
  messageId: number
  threadId: number | null
  business: string | null
  text: string
  entities: readonly Entity[]
  file: SentFile | null
  album: string | null
  replyTo: number | null
  edits: number
  deleted: boolean
  sentAt: Date
}

type StoredFile = { bytes: Buffer; path: string; size: number }
export type FileKind = 'photo' | 'document' | 'video' | 'voice' | 'audio' | 'sticker' | 'animation' | 'video_note'
export type IncomingFile = { kind: FileKind; bytes: Buffer; fileName?: string; mediaType?: string; size?: number }
/** What a message may have besides; fields of the Bot API's `Message` as they are. */
export type Written = { chat?: FakeChat; file?: IncomingFile; replyTo?: number; [field: string]: unknown }

export class FakeBot {
  readonly token: string
  readonly id: number
  readonly me: Record<string, unknown>
  readonly queue = new UpdateQueue()
  readonly hook: HookDelivery
  readonly faults = new Faults()
  readonly chats = new Map<number, FakeChat>()
  readonly sent: SentMessage[] = []
  readonly files = new Map<string, StoredFile>()
  readonly calls: { method: string; values: Record<string, unknown> }[] = []
  readonly blockedBy = new Set<number>()
  readonly migrated = new Map<number, number>()
  /** When it last showed, in which chat, that it is writing. */
  readonly typedAt = new Map<number, Date>()
  /** Called after each call that may have changed what customers hold. */
  onCall: () => void = () => {}
  readonly #lastIds = new Map<number, number>()
  readonly #idsAfter: number
  readonly #incoming = new Map<string, Record<string, unknown>>()

  /** `idsAfter`: the highest message id that may have been used before. */
  constructor(token: string, username: string, { idsAfter = 0 }: { idsAfter?: number } = {}) {
    this.token = token
    this.#idsAfter = idsAfter
    this.id = Number(token.split(':', 1)[0])
    this.me = {
      id: this.id,
      is_bot: true,
      first_name: username,
      username,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
      can_connect_to_business: true,
      has_main_web_app: false,
    }
    this.hook = new HookDelivery(this.queue, (method, values) => {
      runMethod(this, method, { values, uploads: new Map() })
    })
  }

  /** They opened a chat with the bot: from now on it may write to them. */
  meets(person: FakePerson): FakeChat {
    const chat = privateChat(person)
    this.chats.set(chat.id, chat)
    return chat
  }

  /** Somebody writes. Resolves the message as Telegram tells it. */
  hears(from: FakePerson, { chat = privateChat(from), file, replyTo, ...fields }: Written): Record<string, unknown> {
    this.chats.set(chat.id, chat)
    const message: Record<string, unknown> = {
      message_id: this.nextMessageId(chat.id),
      from,
      chat,
      date: Math.floor(Date.now() / 1_000),
      ...(replyTo === undefined ? {} : { reply_to_message: this.messageIn(chat, replyTo) }),
      ...(file ? this.keepFile(file) : {}),
      ...fields,
    }
    this.#incoming.set(`${chat.id}:${String(message['message_id'])}`, message)
    this.queue.push(fields['business_connection_id'] === undefined ? 'message' : 'business_message', message)
    return message
  }

  editedBy(message: Record<string, unknown>, changes: Record<string, unknown>): void {
    const edited = { ...message, ...changes, edit_date: Math.floor(Date.now() / 1_000) }
    this.queue.push(
      message['business_connection_id'] === undefined ? 'edited_message' : 'edited_business_message',
      edited,
    )
  }

  blocked(person: FakePerson): void {
    this.blockedBy.add(person.id)
    this.#membership(person, 'member', 'kicked')
  }

  unblocked(person: FakePerson): void {
    this.blockedBy.delete(person.id)
    this.#membership(person, 'kicked', 'member')
  }

  reacted(
    person: FakePerson,
    { chat, messageId, signs }: { chat: FakeChat; messageId: number; signs: readonly string[] },
  ): void {
    this.queue.push('message_reaction', {
      chat,
      message_id: messageId,
      user: person,
      date: Math.floor(Date.now() / 1_000),
      old_reaction: [],
      new_reaction: signs.map((emoji) => ({ type: 'emoji', emoji })),
    })
  }

  /** The group goes on as another chat; messages to the old one are refused with the new one's id. */
  upgraded(chat: FakeChat, newId: number): FakeChat {
    this.migrated.set(chat.id, newId)
    const supergroup: FakeChat = { ...chat, id: newId, type: 'supergroup' }
    this.chats.set(newId, supergroup)
    this.hears(fakePerson(1), { chat, migrate_to_chat_id: newId })
    return supergroup
  }

  nextMessageId(chatId: number): number {
    const id = (this.#lastIds.get(chatId) ?? this.#idsAfter) + 1
    this.#lastIds.set(chatId, id)
    return id
  }

  keepFile({ kind, bytes, fileName, mediaType, size = bytes.length }: IncomingFile): Record<string, unknown> {
    const file = this.storeFile(bytes, `${kind}s/${randomUUID()}`, size)
    const named = {
      ...file,
      ...(fileName === undefined ? {} : { file_name: fileName }),
      ...(mediaType ? { mime_type: mediaType } : {}),
    }
    if (kind === 'photo')
      return {
        photo: [
          { ...file, file_id: `small-${file.file_id}`, width: 90, height: 90 },
          { ...file, width: 800, height: 600 },
        ],
      }
    if (kind === 'sticker')
      return {
        sticker: {
          ...named,
          type: 'regular',
          width: 512,
          height: 512,
          is_animated: false,
          is_video: false,
          emoji: '👋',
        },
      }
    return { [kind]: { ...named, ...(kind === 'document' ? {} : { duration: 3 }) } }
  }

  storeFile(
    bytes: Buffer,
    path: string,
    size = bytes.length,
  ): { file_id: string; file_unique_id: string; file_size: number } {
    const id = `file-${randomUUID()}`
    this.files.set(id, { bytes, path, size })
    return { file_id: id, file_unique_id: `unique-${id.slice(5, 13)}`, file_size: size }
  }

  messageIn(chat: FakeChat, messageId: number): Record<string, unknown> {
    const known = this.#incoming.get(`${chat.id}:${messageId}`)
    if (known) return { ...known, reply_to_message: undefined }
    const own = this.sent.find((message) => message.chatId === chat.id && message.messageId === messageId)
    return { message_id: messageId, chat, date: 1, from: this.me, text: own?.text ?? '' }
  }

  #membership(person: FakePerson, before: string, after: string): void {
    const member = (status: string) => ({ status, user: this.me, ...(status === 'kicked' ? { until_date: 0 } : {}) })
    this.queue.push('my_chat_member', {
      chat: privateChat(person),
      from: person,
      date: Math.floor(Date.now() / 1_000),
      old_chat_member: member(before),
      new_chat_member: member(after),
    })
  }
}
