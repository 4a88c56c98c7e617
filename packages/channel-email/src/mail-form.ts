/** Mail that is not simply text and files: signed, encrypted, an invitation, packed by a program only its own kind can open. */
import type { MessageMark } from '@cordboard/core/message'
import type { Sentence } from '@cordboard/core/sentence'
import libmime from 'libmime'
import { isArmoured, signedText, textAroundEncrypted } from './armour.ts'
import { invitationIn } from './invitation.ts'
import { packedFiles } from './packed-files.ts'
import { type ParsedMail, parseMail } from './parse.ts'
import { say } from './sentences.ts'
import { securedContent } from './signed-content.ts'

/** `mail` as it is to be shown; `sentence` stands in for words where the mail has none of its own. */
export type MailForm = { mail: ParsedMail; marks: ReadonlySet<MessageMark>; sentence: Sentence | null }

const securedFile = /^application\/(x-)?pkcs7-mime$/i
const packedFile = /^application\/(vnd\.)?ms-tnef$/i
const partialPart = /^message\/(partial|external-body)$/
/** A signed mail may hold a signed mail; more than this holds nothing but work. */
const deepest = 3

export async function formOf(parsed: ParsedMail): Promise<MailForm> {
  const marks = new Set<MessageMark>()
  const mail = unpacked(withoutArmour(await opened(parsed, marks, 0), marks), marks)
  if (mail.parts.some(({ type }) => type === 'multipart/signed')) marks.add('signed')
  if (mail.parts.some(({ type }) => type === 'multipart/encrypted')) marks.add('encrypted')
  if (mail.parts.some(({ type }) => partialPart.test(type))) marks.add('incomplete')
  const invitation = invitationIn(mail.files)
  if (invitation) marks.add('invitation')
  return { mail, marks, sentence: hasWords(mail) ? null : marks.has('encrypted') ? say('encrypted') : invitation }
}

/** What is signed as one file is read in its place; the file stays. */
async function opened(mail: ParsedMail, marks: Set<MessageMark>, depth: number): Promise<ParsedMail> {
  const file = mail.files.find(
    ({ mediaType, fileName }) => securedFile.test(mediaType) && !/\.p7s$/i.test(fileName ?? ''),
  )
  if (!file || depth > deepest) return mail
  const secured = securedContent(file.content)
  if (secured.kind === 'encrypted') marks.add('encrypted')
  if (secured.kind === 'compressed') marks.add('incomplete')
  if (secured.kind !== 'signed') return mail
  marks.add('signed')
  const inner = await openedInner(secured.content, marks, depth)
  if (inner === null) return mail
  const words = hasWords(mail) ? mail : { ...mail, text: inner.text, html: inner.html, mixed: inner.mixed }
  return { ...words, files: [...inner.files, ...mail.files], parts: [...mail.parts, ...inner.parts] }
}

async function openedInner(content: Buffer, marks: Set<MessageMark>, depth: number): Promise<ParsedMail | null> {
  let inner: ParsedMail
  try {
    inner = await parseMail(content)
  } catch {
    // The file is there for whoever can read it.
    marks.add('incomplete')
    return null
  }
  return opened(inner, marks, depth + 1)
}

function withoutArmour(mail: ParsedMail, marks: Set<MessageMark>): ParsedMail {
  if (mail.text === null || mail.mixed || !isArmoured(mail.text)) return mail
  const signed = signedText(mail.text)
  if (signed !== null) marks.add('signed')
  const around = textAroundEncrypted(signed ?? mail.text)
  if (around !== null) marks.add('encrypted')
  return { ...mail, text: around ?? signed ?? mail.text }
}

/** What Outlook packed for its own kind stands beside the package. */
function unpacked(mail: ParsedMail, marks: Set<MessageMark>): ParsedMail {
  const file = mail.files.find(({ mediaType }) => packedFile.test(mediaType))
  if (!file) return mail
  const packed = packedFiles(file.content)
  const text = hasWords(mail) ? mail.text : (packed?.text ?? null)
  if (!packed?.whole || !hasWords({ text, html: mail.html })) marks.add('incomplete')
  const files = (packed?.files ?? []).map(({ name, content }) => ({
    fileName: name,
    mediaType: libmime.detectMimeType(name),
    contentId: null,
    related: false,
    disposition: 'attachment',
    content,
  }))
  return { ...mail, text, files: [...files, ...mail.files] }
}

function hasWords({ text, html }: Pick<ParsedMail, 'text' | 'html'>): boolean {
  return (text !== null && text.trim() !== '') || (html !== null && html.trim() !== '')
}
