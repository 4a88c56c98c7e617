/** One person's chat with the bot, as their phone shows it. */
import type { GivenFile } from '@cordboard/core/channel/pretend'
import { ActRefused } from '@cordboard/core/channel/pretend'
import { mediaTypeOf } from './media-type.ts'
import type { Entity, FakeBot, FileKind, SentMessage } from './fake-bot.ts'
import { type FakePerson, privateChat } from './people.ts'

/** What the owner of the phone wrote. */
type Written = {
  messageId: number
  text: string
  file: { id: string; kind: FileKind; given: GivenFile } | null
  album: string | null
  location: { latitude: number; longitude: number } | null
  replyTo: number | null
  edited: boolean
  sentAt: Date
  /** As Telegram tells it. */
  told: Record<string, unknown>
}
export type Writing = Partial<Pick<Written, 'text' | 'album' | 'location' | 'replyTo'>> & {
  file?: { kind: FileKind; given: GivenFile }
}

/** What stands in the chat, whoever wrote it. */
type Shown = {
  id: number
  mine: boolean
  at: string
  text: string
  entities: readonly Entity[]
  file: { id: string; name: string; type: string; size: number; kind: string } | null
  album: string | null
  location: { latitude: number; longitude: number } | null
  replyTo: number | null
  edited: boolean
  deleted: boolean
  reaction: string | null
}

const typingMs = 5_000

export class Chat {
  readonly owner: FakePerson
  readonly bot: FakeBot
  readonly written: Written[] = []
  readonly reactions = new Map<number, string>()
  readonly #chat

  constructor(bot: FakeBot, owner: FakePerson) {
    this.bot = bot
    this.owner = owner
    this.#chat = bot.meets(owner)
  }

  get isBlocked(): boolean {
    return this.bot.blockedBy.has(this.owner.id)
  }

  write({ text = '', file, album = null, location = null, replyTo = null }: Writing): void {
    if (this.isBlocked) throw new ActRefused('blocked')
    const told = this.bot.hears(this.owner, {
      ...(file ? { file: { ...file.given, kind: file.kind, bytes: Buffer.from(file.given.bytes) } } : {}),
      ...(text === '' ? {} : { [file ? 'caption' : 'text']: text }),
      ...(location ? { location } : {}),
      ...(album === null ? {} : { media_group_id: album }),
      ...(replyTo === null ? {} : { replyTo }),
    })
    const messageId = Number(told['message_id'])
    const kept = file ? { id: `mine-${this.owner.id}-${messageId}`, ...file } : null
    this.written.push({
      messageId,
      text,
      file: kept,
      album,
      location,
      replyTo,
      edited: false,
      sentAt: new Date(),
      told,
    })
  }

  edit(messageId: number, text: string): void {
    const written = this.written.find((message) => message.messageId === messageId)
    if (!written || written.location !== null || this.isBlocked) throw new ActRefused('cannot_edit')
    Object.assign(written, { text, edited: true })
    const changes = { [written.file ? 'caption' : 'text']: text }
    Object.assign(written.told, changes)
    this.bot.editedBy(written.told, {})
  }

  /** `null` takes the sign away. */
  react(messageId: number, sign: string | null): void {
    if (!this.#sent().some((message) => message.messageId === messageId)) throw new ActRefused('cannot_react')
    if (sign === null) this.reactions.delete(messageId)
    else this.reactions.set(messageId, sign)
    this.bot.reacted(this.owner, { chat: this.#chat, messageId, signs: sign === null ? [] : [sign] })
  }

  block(): void {
    if (!this.isBlocked) this.bot.blocked(this.owner)
  }

  unblock(): void {
    if (this.isBlocked) this.bot.unblocked(this.owner)
  }

  file(id: string): GivenFile | null {
    const mine = this.written.find(({ file }) => file?.id === id)?.file
    if (mine) return mine.given
    const file = this.#sent().find((message) => sentFileId(message) === id)?.file
    return file ? { fileName: file.fileName, mediaType: mediaTypeOf(file.fileName), bytes: file.bytes } : null
  }

  state() {
    const { id, first_name: first, last_name: last = '' } = this.owner
    const typedAt = this.bot.typedAt.get(id)?.getTime() ?? 0
    const messages = [
      ...this.written.map((message) => this.#mine(message)),
      ...this.#sent().map((sent) => this.#theirs(sent)),
    ]
    return {
      id: String(id),
      name: `${first} ${last}`.trim(),
      language: this.owner.language_code,
      blocked: this.isBlocked,
      typing: Date.now() - typedAt < typingMs && !this.#sent().some(({ sentAt }) => sentAt.getTime() >= typedAt),
      messages: messages.toSorted((a, b) => a.id - b.id),
    }
  }

  #sent(): SentMessage[] {
    return this.bot.sent.filter(({ chatId }) => chatId === privateChat(this.owner).id)
  }

  #mine({ messageId, file, sentAt, told: _told, ...message }: Written): Shown {
    const look = file && { id: file.id, kind: file.kind, ...lookOf(file.given) }
    return {
      ...message,
      id: messageId,
      mine: true,
      at: sentAt.toISOString(),
      entities: [],
      file: look,
      deleted: false,
      reaction: null,
    }
  }

  #theirs(sent: SentMessage): Shown {
    const { messageId, text, entities, file, album, replyTo, edits, deleted, sentAt } = sent
    const look = file && {
      id: sentFileId(sent),
      kind: file.kind,
      ...lookOf({ fileName: file.fileName, mediaType: mediaTypeOf(file.fileName), bytes: file.bytes }),
    }
    const reaction = this.reactions.get(messageId) ?? null
    const at = sentAt.toISOString()
    return {
      id: messageId,
      mine: false,
      at,
      text,
      entities,
      file: look,
      album,
      location: null,
      replyTo,
      edited: edits > 0,
      deleted,
      reaction,
    }
  }
}

function sentFileId({ chatId, messageId }: SentMessage): string {
  return `sent-${chatId}-${messageId}`
}

function lookOf({ fileName, mediaType, bytes }: GivenFile) {
  return { name: fileName, type: mediaType, size: bytes.length }
}
