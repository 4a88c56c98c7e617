/** One message as it will be stored: whatever a channel made of the raw bytes, brought into one shape. */
import { createHash } from 'node:crypto'
import { snippetOf } from '@cordboard/core/snippet'
import { safeFileName } from '@cordboard/core/file-name'
import type {
  InboundAttachment,
  InboundMessage,
  MessageMark,
  RemoteAttachment,
  Sender,
  SenderProof,
  UnreadableMessage,
} from '@cordboard/core/message'
import type { AttachmentRef } from '@cordboard/core/channel/channel'
import type { SentenceCode } from '@cordboard/core/sentence'
import type { BlobStore } from '../blobs/blob-store.ts'
import { termsOf } from '../conversations/search-terms.ts'
import { storableKey } from './storable.ts'

export type StoredAttachment = {
  /** `null` while it is not here: a file the message only mentions. */
  blob: string | null
  file_name: string
  media_type: string
  size: number | null
  content_id: string | null
  inline: boolean
  position: number
  fetch_state?: 'pending' | 'refused'
  fetch_ref?: AttachmentRef | null
  fetch_detail?: string | null
  fetch_sentence?: SentenceCode | null
}

export type Entry = {
  kind: 'message' | 'unreadable'
  external_id: string
  thread_ids: string[]
  references: string[]
  thread_key: string | null
  sender: Sender
  group: Sender | null
  way: string | null
  recipients_to: readonly string[]
  recipients_cc: readonly string[]
  reply_to: readonly string[]
  subject: string | null
  body_text: string
  /** What `body_text` says where it is a sentence of ours. */
  body_sentence: SentenceCode | null
  body_html: string | null
  text_fold: number | null
  folded_html: string | null
  snippet: string
  automation: InboundMessage['automation']
  sender_proof: SenderProof
  marks: readonly MessageMark[]
  forwarded_from: Sender | null
  claimed_sent_at: Date | null
  attachments: StoredAttachment[]
  terms: string[]
}

/** Nearest first; what lies further back than this has been referred to by those in between. */
const mostReferences = 50

/** Bytes, as PostgreSQL's integer holds them. Only files nobody fetches are larger; one must not keep its message from being stored. */
const largestCounted = 2_147_483_647

const unknownSender: Sender = { key: 'unknown', address: '', displayName: null }

/** Stores the attachments first: durable before the row that names them. */
export async function entryOfMessage(message: InboundMessage, { blobs }: { blobs: BlobStore }): Promise<Entry> {
  const { body, from, subject } = message
  const attachments: StoredAttachment[] = []
  for (const [position, attachment] of message.attachments.entries()) {
    attachments.push(await storeAttachment(attachment, position, blobs))
  }
  for (const remote of message.remoteAttachments ?? []) attachments.push(asMentioned(remote, attachments.length))
  const names = attachments.filter((attachment) => !attachment.inline).map((attachment) => attachment.file_name)
  return {
    kind: 'message',
    // A forgery takes nothing from the mail it imitates, though that be equal to the letter.
    external_id: storableKey(message.senderProof === 'refuted' ? `${message.externalId}#refuted` : message.externalId),
    thread_ids: message.threadIds.map(storableKey),
    references: message.references.slice(0, mostReferences).map(storableKey),
    thread_key: message.conversationKey === null ? null : storableKey(message.conversationKey),
    sender: { ...from, key: storableKey(from.key) },
    group: message.group ? { ...message.group, key: storableKey(message.group.key) } : null,
    way: message.way ?? null,
    recipients_to: message.to,
    recipients_cc: message.cc,
    reply_to: message.replyTo ?? [],
    subject,
    body_text: body.text,
    body_sentence: body.sentence ?? null,
    body_html: body.html,
    text_fold: body.textFold,
    folded_html: body.foldedHtml,
    snippet: snippetOf(body.textFold === null ? body.text : body.text.slice(0, body.textFold)),
    automation: message.automation,
    sender_proof: message.senderProof,
    marks: message.marks,
    forwarded_from: message.forwardedFrom,
    claimed_sent_at: message.sentAt,
    attachments,
    terms: termsOf([subject ?? '', from.displayName ?? '', from.address, names.join(' '), body.text]),
  }
}

export function entryOfUnreadable({ externalId, reason, sentence, from, subject }: UnreadableMessage): Entry {
  const sender = from ?? unknownSender
  return {
    kind: 'unreadable',
    external_id: storableKey(externalId),
    thread_ids: [],
    references: [],
    thread_key: null,
    sender: { ...sender, key: storableKey(sender.key) },
    group: null,
    way: null,
    recipients_to: [],
    recipients_cc: [],
    reply_to: [],
    subject,
    body_text: reason,
    body_sentence: sentence ?? null,
    body_html: null,
    text_fold: null,
    folded_html: null,
    snippet: snippetOf(reason),
    automation: 'none',
    sender_proof: 'claimed',
    marks: [],
    forwarded_from: null,
    claimed_sent_at: null,
    attachments: [],
    terms: termsOf([subject ?? '', sender.displayName ?? '', sender.address]),
  }
}

async function storeAttachment(
  { fileName, mediaType, contentId, inline, content }: InboundAttachment,
  position: number,
  blobs: BlobStore,
): Promise<StoredAttachment> {
  const { hash, size } = await blobs.put(content)
  return {
    blob: hash,
    file_name: safeFileName(fileName),
    media_type: mediaType,
    size,
    content_id: contentId,
    inline,
    position,
  }
}

function asMentioned(
  { fileName, mediaType, size, ref, refused }: RemoteAttachment,
  position: number,
): StoredAttachment {
  return {
    blob: null,
    file_name: safeFileName(fileName),
    media_type: mediaType,
    size: size !== null && Number.isInteger(size) && size >= 0 && size <= largestCounted ? size : null,
    content_id: null,
    inline: false,
    position,
    fetch_state: ref === null ? 'refused' : 'pending',
    fetch_ref: ref,
    fetch_detail: refused?.detail ?? null,
    fetch_sentence: refused?.sentence ?? null,
  }
}

/** The key of what a row became when nothing could be made of it. */
export function unreadableId(providerKey: string): string {
  return `unreadable:${createHash('sha256').update(providerKey).digest('hex')}`
}
