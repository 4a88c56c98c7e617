/** A part that is a file: its name, its type, its bytes. */
import { safeFileName } from '@cordboard/core/file-name'
import type { InboundAttachment } from '@cordboard/core/message'
import libmime from 'libmime'
import { oneLine } from './clean-text.ts'
import { makeReadable } from './header-text.ts'
import type { ParsedFile } from './parse.ts'

const longestContentId = 500
/** Where a mail within the mail says its subject. */
const subjectWithinBytes = 64_000
const longestName = 120

export function attachmentOf(file: ParsedFile): InboundAttachment {
  const mediaType = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(file.mediaType)
    ? file.mediaType.toLowerCase()
    : 'application/octet-stream'
  return {
    fileName: safeFileName(file.fileName?.trim() || namelessFile(mediaType, file.content)),
    mediaType,
    size: file.content.length,
    contentId: file.contentId ? oneLine(file.contentId, longestContentId) || null : null,
    inline: file.contentId !== null && (file.related || file.disposition === 'inline'),
    content: file.content,
  }
}

function namelessFile(mediaType: string, content: Buffer): string {
  if (mediaType === 'message/rfc822' || mediaType === 'message/global') return `${subjectIn(content) || 'message'}.eml`
  if (mediaType === 'text/calendar') return 'invitation.ics'
  if (mediaType === 'application/pkcs7-mime' || mediaType === 'application/x-pkcs7-mime') return 'smime.p7m'
  if (/pgp-signature/.test(mediaType)) return 'signature.asc'
  if (/delivery-status|disposition-notification|feedback-report|rfc822-headers/.test(mediaType)) return 'report.txt'
  const subtype = mediaType.split('/')[1] ?? ''
  return /^[a-z0-9]{2,5}$/.test(subtype) ? `file.${subtype}` : 'file'
}

function subjectIn(mail: Buffer): string {
  const head = mail.toString('latin1', 0, subjectWithinBytes)
  const end = /\r?\n\r?\n/.exec(head)?.index ?? head.length
  const line = /^subject:[^\n]{0,2000}(?:\n[ \t][^\n]{0,2000}){0,20}/im.exec(head.slice(0, end))?.[0]
  if (line === undefined) return ''
  const header = { key: 'subject', line }
  makeReadable([header], '')
  const readable = Buffer.from(header.line, 'latin1').toString('utf8')
  return oneLine(libmime.decodeWords(libmime.decodeHeader(readable).value), longestName)
}
