/** A reply as the one call of Telegram's that carries it. */
import type { OutboundAttachment, OutboundMessage } from '@cordboard/core/channel/channel'
import { kindOf, largestAlbum, type UploadKind } from './albums.ts'
import type { Formatted } from './formatted.ts'
import { formattedIn } from './html-entities.ts'
import type { UploadFile } from './multipart.ts'
import { longestCaption, longestText } from './refusals.ts'

export type Call = {
  method: string
  payload: Record<string, unknown>
  /** By the names the form has them under. */
  files: ReadonlyMap<string, UploadFile>
}
type File = Pick<OutboundAttachment, 'fileName' | 'mediaType' | 'size' | 'open'>

/** `needs_parts`: it takes more than one message. `as`: what a picture goes as instead. */
export function callFor(
  body: Formatted,
  files: readonly File[],
  as: UploadKind | null = null,
): Call | 'nothing_to_send' | 'needs_parts' {
  const [first, ...more] = files
  if (!first) return textCall(body)
  const kinds = new Set(files.map(kindOf))
  if (body.text.length > longestCaption || files.length > largestAlbum || kinds.size > 1) return 'needs_parts'
  const kind = as ?? kindOf(first)
  if (more.length === 0) {
    const method = kind === 'photo' ? 'sendPhoto' : 'sendDocument'
    return { method, payload: { ...caption(body), ...asItIs(kind) }, files: new Map([[kind, first]]) }
  }
  const media = files.map((_, index) => ({
    type: kind,
    media: `attach://file${index}`,
    ...(index === 0 ? caption(body) : {}),
    ...asItIs(kind),
  }))
  const named = files.map((file, index) => [`file${index}`, file] as const)
  return { method: 'sendMediaGroup', payload: { media }, files: new Map(named) }
}

function textCall({ text, entities }: Formatted): Call | 'nothing_to_send' | 'needs_parts' {
  if (text.trim() === '') return 'nothing_to_send'
  if (text.length > longestText) return 'needs_parts'
  return { method: 'sendMessage', payload: { text, ...(entities.length === 0 ? {} : { entities }) }, files: new Map() }
}

function caption({ text, entities }: Formatted): Record<string, unknown> {
  if (text === '') return {}
  return { caption: text, ...(entities.length === 0 ? {} : { caption_entities: entities }) }
}

/** Else a video sent as a file would become one that plays. */
function asItIs(kind: UploadKind): Record<string, unknown> {
  return kind === 'document' ? { disable_content_type_detection: true } : {}
}

/** The words of a stored reply with the marks its HTML has. Should the two ever differ, the words are what the agent saw. */
export function bodyOf({ body: { text, html } }: Pick<OutboundMessage, 'body'>): Formatted {
  const marked = html === null ? null : formattedIn(html)
  return marked?.text === text ? marked : { text, entities: [] }
}
