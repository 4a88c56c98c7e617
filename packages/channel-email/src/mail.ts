/** Builds the mail a reply becomes: headers, both bodies, files as streams. Pure but for opening files when they are sent. */
import type { OutboundAttachment, OutboundMessage } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { safeFileName } from '@cordboard/core/file-name'
import type { SendMailOptions } from 'nodemailer'
import { Readable } from 'node:stream'
import { splitMailbox } from './address.ts'
import { say } from './sentences.ts'
import { addressShape } from './settings.ts'

/** RFC 3834 §3.1.7, and what Exchange and old responders look at instead: nobody's program answers this. */
const automaticHeaders = {
  'Auto-Submitted': 'auto-replied',
  'X-Auto-Response-Suppress': 'All',
  Precedence: 'auto_reply',
}

type MailAttachment = NonNullable<SendMailOptions['attachments']>[number]

const headerBytes = 4_000
const partHeaderBytes = 500
/** RFC 3461 §4.4. */
const longestEnvelopeId = 100

/** Throws a `permanent` error for what no mail server could take. */
export function composeMail({
  envelope,
  body,
  attachments,
  createdAt,
}: OutboundMessage): SendMailOptions & { messageId: string } {
  if (envelope.externalId === null) throw new ChannelError('permanent', say('no_message_id'))
  const recipients = [...envelope.to, ...envelope.cc, ...envelope.bcc]
  const from = splitMailbox(envelope.from)
  if (recipients.length === 0) throw new ChannelError('permanent', say('no_recipient'))
  const wrong = [from.address, ...recipients].find((address) => !addressShape.test(address))
  if (wrong !== undefined) throw new ChannelError('permanent', say('not_an_address', { address: wrong }))
  return {
    messageId: envelope.externalId,
    date: createdAt,
    from,
    to: envelope.to.map(bare),
    cc: envelope.cc.map(bare),
    subject: envelope.subject ?? undefined,
    inReplyTo: envelope.inReplyTo ?? undefined,
    references: [...envelope.references],
    text: body.text,
    html: body.html ?? undefined,
    attachments: attachments.map(toMailAttachment),
    // Blind copies stand here only: no header names them.
    envelope: {
      from: from.address,
      to: recipients,
      size: estimatedBytes(body, attachments),
      use8BitMime: attachments.some(isMessage),
    },
    ...(envelope.automatic ? { headers: automaticHeaders } : {}),
    // Nobody waits for what a machine wrote, so nothing shall come back for it.
    dsn: envelope.automatic ? { notify: 'never' } : deliveryReports(envelope.reportId ?? null, recipients),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function bare(address: string): { name: string; address: string } {
  return { name: '', address }
}

function toMailAttachment(attachment: OutboundAttachment): MailAttachment {
  return {
    filename: safeFileName(attachment.fileName),
    contentType: attachment.mediaType,
    ...(attachment.contentId === null ? {} : { cid: attachment.contentId }),
    // Left alone, an attached mail would be shown in line, and parsers would take its text for ours.
    contentDisposition: attachment.contentId === null ? 'attachment' : 'inline',
    content: Readable.from(chunksOf(attachment), { objectMode: false }),
  }
}

/** The file is opened when its turn to be sent comes, not before. */
async function* chunksOf(attachment: OutboundAttachment): AsyncGenerator<Uint8Array> {
  yield* await attachment.open()
}

/** RFC 3834 asks nothing of a person's reply; failures and delays are asked for where the server can report them. */
function deliveryReports(reportId: string | null, recipients: readonly string[]): SendMailOptions['dsn'] {
  const [only] = recipients
  return {
    // Never the Message-ID: everybody who gets the mail could report on it.
    ...(reportId !== null && reportId.length <= longestEnvelopeId ? { id: reportId } : {}),
    return: 'headers',
    notify: ['failure', 'delay'],
    // nodemailer names the same original recipient for every address.
    ...(recipients.length === 1 && only !== undefined ? { recipient: only } : {}),
  }
}

/** Announced as SIZE, so that a server refuses what is too large before it is transferred (RFC 1870 asks for an estimate). */
function estimatedBytes({ text, html }: OutboundMessage['body'], attachments: readonly OutboundAttachment[]): number {
  const bodies = Buffer.byteLength(text) + Buffer.byteLength(html ?? '')
  const files = attachments.reduce((sum, attachment) => sum + partHeaderBytes + encodedBytes(attachment), 0)
  return headerBytes + bodies + files
}

/** Base64 in lines of 76 characters; attached mails go as they are. */
function encodedBytes(attachment: OutboundAttachment): number {
  if (isMessage(attachment)) return attachment.size
  const characters = Math.ceil(attachment.size / 3) * 4
  return characters + Math.ceil(characters / 76) * 2
}

function isMessage({ mediaType }: OutboundAttachment): boolean {
  return mediaType.toLowerCase() === 'message/rfc822'
}
