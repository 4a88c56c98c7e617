/** Reads one message of the demo. Pure and total: bytes nobody here said become an entry that shows so. */
import { createHash } from 'node:crypto'
import type { OwnIdentities, RawMessage } from '@cordboard/core/channel/channel'
import { safeFileName } from '@cordboard/core/file-name'
import type { InboundAttachment, InboundBody, InboundEvent, InboundMessage } from '@cordboard/core/message'
import { detailOf } from '@cordboard/core/sentence'
import { letterBody } from './letter.ts'
import { type Words, wordsIn } from './raw.ts'
import { say } from './sentences.ts'

export async function normalise(raw: RawMessage, self: OwnIdentities): Promise<InboundEvent[]> {
  const words = wordsIn(raw.bytes)
  if (words === null) return [unreadable(raw.bytes)]
  const message = messageOf(words)
  if (!self.keys.includes(words.from)) return [message]
  return [{ kind: 'own_message', externalId: message.externalId, threadIds: message.threadIds, otherwise: message }]
}

function messageOf({ id, from, name, subject, said, files }: Words): InboundMessage {
  return {
    kind: 'message',
    externalId: id,
    threadIds: [id],
    references: [],
    conversationKey: from,
    from: { key: from, address: from, displayName: name },
    to: [],
    cc: [],
    subject,
    body: typeof said === 'string' ? plainBody(said) : letterBody(said),
    attachments: files.map(attachmentOf),
    sentAt: null,
    automation: 'none',
    senderProof: 'proven',
    marks: [],
    forwardedFrom: null,
  }
}

function plainBody(text: string): InboundBody {
  return { text, html: null, textFold: null, foldedHtml: null }
}

function attachmentOf({ name, type, base64 }: Words['files'][number]): InboundAttachment {
  const content = new Uint8Array(Buffer.from(base64, 'base64'))
  return {
    fileName: safeFileName(name),
    mediaType: type,
    size: content.length,
    contentId: null,
    inline: false,
    content,
  }
}

function unreadable(bytes: Uint8Array): InboundEvent {
  const externalId = `unreadable:${createHash('sha256').update(bytes).digest('hex')}`
  const { detail: reason, sentence } = detailOf(say('unreadable'))
  return { kind: 'unreadable', externalId, reason, sentence, from: null, subject: null }
}
