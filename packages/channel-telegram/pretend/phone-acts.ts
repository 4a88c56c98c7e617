/** What the owner of the phone can do, by the name the page gives it. */
import { randomUUID } from 'node:crypto'
import { type Act, ActRefused, type GivenFile } from '@cordboard/core/channel/pretend'
import type { FileKind } from './fake-bot.ts'
import type { Chat } from './phone-chat.ts'
import { voiceSample } from './voice-sample.ts'

const longestText = 4_096
const mostInAlbum = 10
/** Lisbon, at the river. */
const place = { latitude: 38.7077, longitude: -9.1366 }
const signs = new Set(['👍', '👎', '❤', '😁', '😢'])

type Doing = (chat: Chat, act: Act) => void

export const acts: ReadonlyMap<string, Doing> = new Map(
  Object.entries<Doing>({
    write: (chat, { fields }) => chat.write({ text: textIn(fields), replyTo: numberIn(fields['replyTo']) }),
    files: sendFiles,
    voice: (chat) =>
      chat.write({
        file: { kind: 'voice', given: { fileName: 'voice.wav', mediaType: 'audio/wav', bytes: voiceSample() } },
      }),
    location: (chat) => chat.write({ location: place }),
    edit: (chat, { fields }) => chat.edit(numberIn(fields['message']) ?? 0, textIn(fields)),
    react: (chat, { fields }) => chat.react(numberIn(fields['message']) ?? 0, signIn(fields['sign'])),
    block: (chat) => chat.block(),
    unblock: (chat) => chat.unblock(),
  }),
)

/** Several at once are an album; the words stand under the first. */
function sendFiles(chat: Chat, { fields, files }: Act): void {
  if (files.length === 0 || files.length > mostInAlbum) throw new ActRefused('files')
  const text = fields['text']?.trim() ?? ''
  if (text.length > longestText) throw new ActRefused('text')
  const replyTo = numberIn(fields['replyTo'])
  const asFiles = fields['as'] === 'files' || files.some((file) => !isSeen(file))
  const album = files.length > 1 ? randomUUID() : null
  for (const [index, given] of files.entries())
    chat.write({
      album,
      replyTo: index === 0 ? replyTo : null,
      text: index === 0 ? text : '',
      file: { given, kind: asFiles ? 'document' : kindOf(given) },
    })
}

function isSeen({ mediaType }: GivenFile): boolean {
  return mediaType.startsWith('image/') || mediaType.startsWith('video/')
}

function kindOf({ mediaType }: GivenFile): FileKind {
  return mediaType.startsWith('video/') ? 'video' : 'photo'
}

function textIn({ text = '' }: Act['fields']): string {
  const said = text.trim()
  if (said === '' || said.length > longestText) throw new ActRefused('text')
  return said
}

function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}

function signIn(sign: string | undefined): string | null {
  if (sign === undefined || sign === '') return null
  if (!signs.has(sign)) throw new ActRefused('cannot_react')
  return sign
}
