/** Reads one raw mail. No IO, total and deterministic: what cannot be read becomes an entry that says so. */
import type { OwnIdentities, RawMessage } from '@cordboard/core/channel/channel'
import { type InboundBody, type InboundEvent, type InboundMessage, messageMarkSchema } from '@cordboard/core/message'
import type { Sentence } from '@cordboard/core/sentence'
import { attachmentOf } from './attachment.ts'
import { automationOf } from './automated.ts'
import { manyLines, oneLine } from './clean-text.ts'
import { reportOf } from './delivery-report.ts'
import { attachedForward, type Forward, inlineForward, isForwardSubject } from './forwarded.ts'
import { messageIdOf, referencesOf } from './header-ids.ts'
import { isTooIntricate } from './html-depth.ts'
import { textOfHtml } from './html-text.ts'
import { addressesOf, externalIdOf, rawHashOf, senderOf } from './identity.ts'
import { formOf, type MailForm } from './mail-form.ts'
import { headerOf, parseMail, type ParsedMail } from './parse.ts'
import { withoutQuotes } from './quoting-html.ts'
import { isProbe } from './probe.ts'
import { foldStart } from './quoting.ts'
import { proofOf } from './sender-proof.ts'
import { sanitise } from './sanitise.ts'
import { trustedResults } from './trusted-servers.ts'
import { unreadable } from './unreadable.ts'

const longestSubject = 1_000
/** UTF-16 units. What is longer is shown cut; the raw mail stays whole. */
const longestText = 1_000_000
const longestHtml = 3_000_000
const longestDate = 200
const replySubject =
  /^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|aw|antw|antwort|sv|vs|rif|odp|ref|回复|回覆|答复|答覆|返信|回信|답장|회신|отв|trả lời|ตอบกลับ)\s*(?:\[\d+\])?\s*[:：]/i
/** Second renderings of the body for programs we are not. */
const otherRendering = /^text\/(x-amp-html|watch-html)$/i

export async function normalise(raw: RawMessage, self: OwnIdentities): Promise<InboundEvent[]> {
  let form: MailForm
  try {
    form = await formOf(await parseMail(raw.bytes))
  } catch (error) {
    return [unreadable(raw.bytes, rawHashOf(raw.bytes), error)]
  }
  const { mail } = form
  const message = await messageOf(form, raw, self)
  if (isProbe(mail, message.from.key, self.keys)) return []
  const report = reportOf(mail, message.automation)
  if (report) return [{ kind: 'delivery_report', externalId: message.externalId, ...report, otherwise: message }]
  // From can be forged: only the inbox knows whether it ever sent a mail of this id; if not, the mail is shown.
  if (self.keys.includes(message.from.key) && message.threadIds.length > 0) {
    return [{ kind: 'own_message', externalId: message.externalId, threadIds: message.threadIds, otherwise: message }]
  }
  return [message]
}

async function messageOf(
  { mail, marks, sentence }: MailForm,
  raw: RawMessage,
  self: OwnIdentities,
): Promise<InboundMessage> {
  // Few mails are known by it.
  const rawHash = () => rawHashOf(raw.bytes)
  const from = senderOf(mail.from, { rawHash, fields: mail.lines.filter(({ key }) => key === 'from').length })
  const subject = oneLine(mail.subject ?? '', longestSubject)
  const messageId = messageIdOf(mail.lines)
  const date = headerOf(mail.lines, 'date')
  const externalId = externalIdOf(messageId, { from: from.key, date, subject, body: bodyOf(raw.bytes), rawHash })
  const references = referencesOf(mail.lines)
  const isReply = references.length > 0 || replySubject.test(subject)
  const { body, forward, whole } = sentence === null ? readableBody(mail, { subject, isReply }) : saidBody(sentence)
  const automation = automationOf({ lines: mail.lines, sender: from.key, subject }, self.keys)
  // What is attached to an answer is evidence, and what a server attaches is ours.
  const sentOn = automation === 'none' && (!isReply || isForwardSubject(subject))
  const passedOn = forward ?? (sentOn ? await attachedForward(mail.files) : null)
  return {
    kind: 'message',
    externalId,
    threadIds: messageId === null ? [] : [messageId],
    references,
    conversationKey: null,
    from,
    to: addressesOf(mail.to),
    cc: addressesOf(mail.cc),
    replyTo: addressesOf(mail.replyTo).filter((address) => address !== from.key),
    subject: subject || null,
    body,
    attachments: mail.files.filter(({ mediaType }) => !otherRendering.test(mediaType)).map(attachmentOf),
    sentAt: dateOf(date),
    automation,
    senderProof: proofOf(from.key, trustedResults(mail.lines, self.trusts ?? [])),
    marks: messageMarkSchema.options.filter(
      (mark) => marks.has(mark) || (mark === 'forwarded' && passedOn !== null) || (mark === 'incomplete' && !whole),
    ),
    forwardedFrom: passedOn?.authors.find(({ key }) => key !== from.key && !self.keys.includes(key)) ?? null,
  }
}

/** `whole`: nothing was too much to be shown. */
type ReadBody = { body: InboundBody; forward: Forward | null; whole: boolean }

function saidBody({ text, code, values }: Sentence): ReadBody {
  const body = { text, sentence: { code, values }, html: null, textFold: null, foldedHtml: null }
  return { body, forward: null, whole: true }
}

/** Both bodies, and from where they may be folded; what was forwarded is the very thing to be read and stays open. */
function readableBody(mail: ParsedMail, { subject, isReply }: { subject: string; isReply: boolean }): ReadBody {
  const tractable = mail.html !== null && mail.html.length <= longestHtml && !isTooIntricate(mail.html)
  const safe = tractable ? sanitise(mail.html ?? '') : null
  const html = safe?.html || null
  const hasText = mail.text !== null && mail.text.trim() !== '' && !mail.mixed
  const words = hasText ? (mail.text ?? '') : html === null ? withoutTags(mail.html ?? '') : textOfHtml(html)
  const text = manyLines(words, longestText)
  const whole = !mail.cut && words.length <= longestText && (mail.html === null || tractable)
  const forward = inlineForward(text, subject)
  if (forward || isForwardSubject(subject)) {
    return { body: { text, html, textFold: null, foldedHtml: null }, forward, whole }
  }
  const foldedHtml = html === null ? null : withoutQuotes(html, { isReply })
  const above = hasText || foldedHtml === null ? null : manyLines(textOfHtml(foldedHtml), longestText)
  const textFold = above !== null && text.startsWith(above) ? above.length : foldStart(text, { isReply })
  return { body: { text, html, textFold, foldedHtml }, forward: null, whole }
}

/** For HTML that is too much to take apart: its words, so that somebody can decide whether to open the original. */
function withoutTags(html: string): string {
  const words = html
    .slice(0, 2 * longestText)
    .replace(/<(script|style)\b[^<>]*>[^<]*/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
  return words
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
}

/** Null where the header is missing or no date at all; the inbox then goes by when the mail arrived. */
function dateOf(header: string): Date | null {
  const date = new Date(header.slice(0, longestDate).replace(/\([^()]*\)/g, ' '))
  const year = date.getUTCFullYear()
  return Number.isNaN(year) || year < 1970 || year > 9_999 ? null : date
}

/** What follows the headers: unlike them, it is the same in every copy of a mail. */
function bodyOf(bytes: Uint8Array): Uint8Array {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ends = [raw.indexOf('\r\n\r\n'), raw.indexOf('\n\n')].filter((at) => at >= 0)
  return ends.length === 0 ? raw.subarray(raw.length) : raw.subarray(Math.min(...ends))
}
