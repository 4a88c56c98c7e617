/** What the Bot API's methods do here. Each returns the call's result or throws a `Refusal`. */
import { randomUUID } from 'node:crypto'
import { blockedByUser, chatNotFound, Refusal } from './answers.ts'
import type { Entity, FakeBot, SentFile, SentMessage } from './fake-bot.ts'
import type { Parameters, Upload } from './parameters.ts'
import type { FakeChat } from './people.ts'

type Values = Record<string, unknown>
type Method = (bot: FakeBot, parameters: Parameters) => unknown

const largestFetched = 20_971_520
const longest = { text: 4_096, caption: 1_024 }

/** Everything but `getUpdates`, which waits. */
const methods: Record<string, Method> = {
  getme: (bot) => bot.me,
  getmycommands: () => [],
  setwebhook: (bot, { values }) => {
    bot.queue.webhookUrl = textOf(values['url'])
    bot.queue.allowed = (values['allowed_updates'] as string[] | undefined) ?? bot.queue.allowed
    bot.hook.state.secret = textOf(values['secret_token'])
    bot.hook.wake()
    return true
  },
  deletewebhook: (bot, { values }) => {
    bot.queue.webhookUrl = ''
    if (values['drop_pending_updates'] === true) bot.queue.pending.length = 0
    return true
  },
  getwebhookinfo: ({ queue, hook }) => ({
    url: queue.webhookUrl,
    has_custom_certificate: false,
    pending_update_count: queue.pending.length,
    ...(hook.state.lastErrorAt === 0
      ? {}
      : { last_error_date: hook.state.lastErrorAt, last_error_message: hook.state.lastError }),
  }),
  sendchataction: (bot, { values }) => {
    bot.typedAt.set(chatOf(bot, values).id, new Date())
    return true
  },
  sendmessage: (bot, { values }) => {
    const text = textOf(values['text'])
    if (text.trim() === '') throw new Refusal(400, 'Bad Request: message text is empty')
    if (text.length > longest.text) throw new Refusal(400, 'Bad Request: message is too long')
    return told(
      bot,
      deliver(bot, values, { method: 'sendMessage', text, entities: entitiesIn(values['entities'], text) }),
    )
  },
  ...Object.fromEntries(
    ['photo', 'document', 'video', 'voice', 'audio', 'animation', 'sticker'].map((kind) => [
      `send${kind}`,
      sendFile(kind),
    ]),
  ),
  sendmediagroup: sendAlbum,
  editmessagetext: (bot, { values }) => editMessage(bot, values, 'text'),
  editmessagecaption: (bot, { values }) => editMessage(bot, values, 'caption'),
  deletemessage: (bot, { values }) => {
    const message = find(bot, values)
    if (!message || message.deleted) throw new Refusal(400, 'Bad Request: message to delete not found')
    return (message.deleted = true)
  },
  deletebusinessmessages: (bot, { values }) => {
    const ids = (values['message_ids'] as number[] | undefined) ?? []
    for (const message of bot.sent)
      if (message.business === values['business_connection_id'] && ids.includes(message.messageId))
        message.deleted = true
    return true
  },
  setmessagereaction: () => true,
  answercallbackquery: () => true,
  readbusinessmessage: () => true,
  getfile: (bot, { values }) => {
    const id = String(values['file_id'])
    const file = bot.files.get(id)
    if (!file) throw new Refusal(400, 'Bad Request: invalid file_id')
    if (file.size > largestFetched) throw new Refusal(400, 'Bad Request: file is too big')
    return { file_id: id, file_unique_id: `unique-${id}`, file_size: file.size, file_path: file.path }
  },
}

export function runMethod(bot: FakeBot, name: string, parameters: Parameters): unknown {
  const method = methods[name.toLowerCase()]
  if (!method) throw new Refusal(404, 'Not Found: method not found')
  const given = method(bot, parameters)
  bot.onCall()
  return given
}

function chatOf(bot: FakeBot, values: Values): FakeChat {
  const id = Number(values['chat_id'])
  const newId = bot.migrated.get(id)
  if (newId !== undefined)
    throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: newId })
  const chat = bot.chats.get(id)
  if (!chat) throw chatNotFound()
  if (bot.blockedBy.has(id)) throw blockedByUser()
  return chat
}

function deliver(
  bot: FakeBot,
  values: Values,
  message: Pick<SentMessage, 'method' | 'text' | 'entities'> & Partial<SentMessage>,
): SentMessage {
  const chat = chatOf(bot, values)
  const sent: SentMessage = {
    chatId: chat.id,
    messageId: bot.nextMessageId(chat.id),
    threadId: (values['message_thread_id'] as number | undefined) ?? null,
    business: (values['business_connection_id'] as string | undefined) ?? null,
    file: null,
    album: null,
    replyTo: repliedTo(values['reply_parameters']),
    edits: 0,
    deleted: false,
    sentAt: new Date(),
    ...message,
  }
  bot.sent.push(sent)
  return sent
}

function repliedTo(parameters: unknown): number | null {
  return (parameters as { message_id?: number } | undefined)?.message_id ?? null
}

function sendFile(kind: string): Method {
  return (bot, { values, uploads }) => {
    const text = captionOf(values)
    const file = fileIn(values[kind] ?? uploads.get(kind), uploads, kind)
    return told(
      bot,
      deliver(bot, values, {
        method: `send${kind[0]?.toUpperCase()}${kind.slice(1)}`,
        text,
        entities: entitiesIn(values['caption_entities'], text),
        file,
      }),
    )
  }
}

function sendAlbum(bot: FakeBot, { values, uploads }: Parameters): unknown {
  const media = (values['media'] as Values[] | undefined) ?? []
  if (media.length < 2 || media.length > 10)
    throw new Refusal(400, 'Bad Request: wrong number of messages in the album')
  const kinds = new Set(media.map(({ type }) => (type === 'video' ? 'photo' : type)))
  if (kinds.size > 1) throw new Refusal(400, "Bad Request: document can't be mixed with other media types")
  const album = randomUUID()
  const items = media.map((item) => {
    const text = captionOf(item)
    return {
      text,
      entities: entitiesIn(item['caption_entities'], text),
      file: fileIn(item['media'], uploads, String(item['type'])),
    }
  })
  return items.map((item) => told(bot, deliver(bot, values, { method: 'sendMediaGroup', album, ...item })))
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : ''
}

function captionOf(values: Values): string {
  const text = textOf(values['caption'])
  if (text.length > longest.caption) throw new Refusal(400, 'Bad Request: message caption is too long')
  return text
}

function fileIn(value: unknown, uploads: Map<string, Upload>, kind: string): SentFile {
  const upload = typeof value === 'string' ? uploads.get(value.replace('attach://', '')) : (value as Upload | undefined)
  if (!upload) throw new Refusal(400, 'Bad Request: there is no file in the request')
  return { ...upload, kind }
}

/** Telegram refuses marks that leave the text or cut a character in two. */
function entitiesIn(value: unknown, text: string): Entity[] {
  const entities = (value as Entity[] | undefined) ?? []
  const cuts = (at: number) => /[\uD800-\uDBFF]/.test(text[at - 1] ?? '') && /[\uDC00-\uDFFF]/.test(text[at] ?? '')
  for (const { offset, length } of entities) {
    if (offset < 0 || length <= 0 || offset + length > text.length || cuts(offset) || cuts(offset + length))
      throw new Refusal(400, 'Bad Request: ENTITY_BOUNDS_INVALID')
  }
  return entities
}

function find(bot: FakeBot, values: Values): SentMessage | undefined {
  return bot.sent.find(({ chatId, messageId }) => chatId === values['chat_id'] && messageId === values['message_id'])
}

function editMessage(bot: FakeBot, values: Values, field: 'text' | 'caption'): unknown {
  const message = find(bot, values)
  if (!message || message.deleted) throw new Refusal(400, 'Bad Request: message to edit not found')
  const text = textOf(values[field])
  const entities = entitiesIn(values[field === 'text' ? 'entities' : 'caption_entities'], text)
  if (text === message.text && JSON.stringify(entities) === JSON.stringify(message.entities))
    throw new Refusal(
      400,
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  Object.assign(message, { text, entities, edits: message.edits + 1 })
  return told(bot, message)
}

function told(bot: FakeBot, { chatId, messageId, text, file }: SentMessage): Values {
  const chat = bot.chats.get(chatId)
  const words = file ? { caption: text, [file.kind]: bot.storeFile(file.bytes, `sent/${messageId}`) } : { text }
  return { message_id: messageId, from: bot.me, chat, date: Math.floor(Date.now() / 1_000), ...words }
}
