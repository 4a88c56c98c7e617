/** The files of a message. Telegram names them only; the desk fetches them afterwards. */
import type { Message } from '@grammyjs/types'
import { safeFileName } from '@cordboard/core/file-name'
import type { RemoteAttachment } from '@cordboard/core/message'
import { detailOf } from '@cordboard/core/sentence'
import { say } from './sentences.ts'

/** As the Bot API server has it: `20 << 20`. */
const largestFetched = 20_971_520

type TelegramFile = {
  file_id: string
  file_unique_id: string
  file_size?: number
  file_name?: string
  mime_type?: string
}
type Look = { name: string; extension: string; mediaType: string }

/** Each message has one file at most; the next photo of an album is a message of its own. */
export function filesOf(message: Message): RemoteAttachment[] {
  const found = fileOf(message)
  return found ? [remoteOf(found.file, found.look, message.message_id)] : []
}

function fileOf(message: Message): { file: TelegramFile; look: Look } | null {
  const { animation, document, video, audio, voice, video_note, sticker, live_photo } = message
  const photo = largestOf(message)
  if (photo) return { file: photo, look: { name: 'photo', extension: 'jpg', mediaType: 'image/jpeg' } }
  // An animation comes as a document as well, for programs that know no animations.
  if (animation) return { file: animation, look: { name: 'animation', extension: 'mp4', mediaType: 'video/mp4' } }
  if (live_photo) return { file: live_photo, look: { name: 'live-photo', extension: 'mp4', mediaType: 'video/mp4' } }
  if (video) return { file: video, look: { name: 'video', extension: 'mp4', mediaType: 'video/mp4' } }
  if (audio) return { file: audio, look: { name: 'audio', extension: 'mp3', mediaType: 'audio/mpeg' } }
  if (voice) return { file: voice, look: { name: 'voice', extension: 'ogg', mediaType: 'audio/ogg' } }
  if (video_note) return { file: video_note, look: { name: 'video-note', extension: 'mp4', mediaType: 'video/mp4' } }
  if (sticker) return { file: sticker, look: stickerLook(sticker) }
  if (document)
    return { file: document, look: { name: 'file', extension: 'bin', mediaType: 'application/octet-stream' } }
  return null
}

function largestOf({ photo, new_chat_photo }: Message): TelegramFile | undefined {
  const sizes = photo ?? new_chat_photo ?? []
  return sizes.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
}

function stickerLook({ is_video, is_animated }: { is_video: boolean; is_animated: boolean }): Look {
  if (is_video) return { name: 'sticker', extension: 'webm', mediaType: 'video/webm' }
  return is_animated
    ? { name: 'sticker', extension: 'tgs', mediaType: 'application/x-tgsticker' }
    : { name: 'sticker', extension: 'webp', mediaType: 'image/webp' }
}

function remoteOf(file: TelegramFile, { name, extension, mediaType }: Look, messageId: number): RemoteAttachment {
  const size = typeof file.file_size === 'number' ? file.file_size : null
  const isTooLarge = size !== null && size > largestFetched
  return {
    fileName: safeFileName(String(file.file_name ?? `${name}-${messageId}.${extension}`)),
    mediaType: mediaTypeOf(file) ?? mediaType,
    size,
    ref: isTooLarge ? null : { fileId: String(file.file_id), uniqueId: String(file.file_unique_id) },
    ...(isTooLarge ? { refused: detailOf(say('file_too_large')) } : {}),
  }
}

/** As its sender says; anything that is no media type is nothing. */
function mediaTypeOf({ mime_type }: TelegramFile): string | null {
  return typeof mime_type === 'string' && /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(mime_type)
    ? mime_type.toLowerCase()
    : null
}
