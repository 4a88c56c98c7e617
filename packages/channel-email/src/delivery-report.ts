/** What a mail server says became of a reply: RFC 3464 reports, read receipts (RFC 8098), and bounces in plain words. */
import type { Automation, DeliveryReport } from '@cordboard/core/message'
import { detailOf, type Sentence } from '@cordboard/core/sentence'
import { oneLine } from './clean-text.ts'
import { idsIn, referencesOf } from './header-ids.ts'
import { headerOf, type ParsedFile, type ParsedMail } from './parse.ts'
import { keyOf } from './readable-domain.ts'
import { say } from './sentences.ts'

export type Report = Pick<
  DeliveryReport,
  'reportId' | 'about' | 'recipients' | 'outcome' | 'detail' | 'sentence' | 'technical'
>

/** Reports are short; what is longer is somebody's attachment. */
const longestReport = 64_000
const longestDetail = 300
const mostRecipients = 100

type Fields = ReadonlyMap<string, string>

/** `null` when the mail is no report, or says nothing about which mail it reports on. */
export function reportOf(mail: ParsedMail, automation: Automation): Report | null {
  // A customer may attach somebody else's report to an answer, which is then about nothing of ours.
  if (automation !== 'bounce' && automation !== 'report' && !isMultipartReport(mail)) return null
  const status = mail.files.find(({ mediaType }) => /^message\/(global-)?delivery-status$/i.test(mediaType))
  if (status) return statusReport(mail, blocksOf(textOf(status)))
  const receipt = mail.files.find(({ mediaType }) => /^message\/(global-)?disposition-notification$/i.test(mediaType))
  if (receipt) return readReport(mail, blocksOf(textOf(receipt)))
  if (automation !== 'bounce') return null
  const about = aboutIds(mail, [])
  if (about.length === 0) return null
  return {
    reportId: null,
    about,
    recipients: addressesIn(mail.text ?? ''),
    outcome: 'failed',
    ...detailOf(say('came_back')),
    technical: oneLine(mail.text ?? '', longestDetail) || null,
  }
}

function isMultipartReport({ lines }: ParsedMail): boolean {
  return /^multipart\/report\b/i.test(headerOf(lines, 'content-type'))
}

function statusReport(mail: ParsedMail, blocks: readonly Fields[]): Report | null {
  const envelopeId = fromXtext(blocks[0]?.get('original-envelope-id') ?? '')
  // Replies of earlier versions went out with their Message-ID, without its brackets, as envelope id.
  const about = aboutIds(mail, envelopeId.includes('@') ? [`<${envelopeId}>`] : [])
  const reportId = envelopeId === '' || envelopeId.includes('@') ? null : envelopeId
  const recipients = blocks.filter((block) => block.has('action')).slice(0, mostRecipients)
  const worst = ['failed', 'delayed', 'delivered', 'relayed', 'expanded']
    .map((action) => recipients.find((block) => block.get('action')?.toLowerCase() === action))
    .find((block) => block !== undefined)
  if (worst === undefined || (about.length === 0 && reportId === null)) return null
  const action = worst.get('action')?.toLowerCase()
  const outcome = action === 'failed' || action === 'delayed' ? action : 'delivered'
  const [recipient = ''] = recipientsIn(worst)
  const code = /\d\.\d{1,3}\.\d{1,3}/.exec(worst.get('status') ?? '')?.[0] ?? null
  const technical =
    oneLine([worst.get('status'), worst.get('diagnostic-code')].filter(Boolean).join(' · '), longestDetail) || null
  const named = new Set(
    recipients.filter((block) => block.get('action')?.toLowerCase() === action).flatMap(recipientsIn),
  )
  const keys = [...named].map(keyOf)
  return { reportId, about, recipients: keys, outcome, ...detailOf(sentence(outcome, recipient, code)), technical }
}

function readReport(mail: ParsedMail, blocks: readonly Fields[]): Report | null {
  const [fields] = blocks
  const about = aboutIds(mail, idsIn(fields?.get('original-message-id') ?? ''))
  const disposition = fields?.get('disposition') ?? ''
  if (about.length === 0 || !/;\s*displayed/i.test(disposition)) return null
  return {
    reportId: null,
    about,
    recipients: fields ? recipientsIn(fields) : [],
    outcome: 'read',
    ...detailOf(say('was_read')),
    technical: oneLine(disposition, longestDetail),
  }
}

/** Where it went in the end, then whom we named. */
function recipientsIn(block: Fields): string[] {
  const named = ['final-recipient', 'original-recipient'].map((name) => block.get(name) ?? '')
  return named.map((value) => fromXtext(value.replace(/^[^;]*;\s*/, '')).replace(/^<|>$/g, '')).filter(Boolean)
}

/** The addresses a bounce in plain words speaks of. */
function addressesIn(text: string): string[] {
  const found = text.slice(0, longestReport).match(/[^\s@<>()[\]\\,;:"']{1,64}@[\w.-]{1,253}\w/g) ?? []
  return [...new Set(found.map(keyOf))].slice(0, mostRecipients)
}

function sentence(outcome: Report['outcome'], recipient: string, code: string | null): Sentence {
  if (outcome === 'delivered') return recipient === '' ? say('delivered_somewhere') : say('delivered', { recipient })
  if (outcome === 'delayed') return recipient === '' ? say('delayed_somewhere') : say('delayed', { recipient })
  return recipient === '' ? say('came_back') : say(reasonOf(code), { recipient })
}

/** RFC 3463: the class and subject of a status code say enough for a person. */
function reasonOf(code: string | null) {
  const rest = code?.slice(2) ?? ''
  if (/^1\.(1|10|3|6)$/.test(rest)) return 'not_delivered_no_address'
  if (rest === '1.2' || rest === '4.4') return 'not_delivered_no_mail'
  if (rest === '2.1') return 'not_delivered_disabled'
  if (rest === '2.2') return 'not_delivered_full'
  if (rest === '2.3' || rest === '3.4') return 'not_delivered_too_large'
  if (rest === '4.7') return 'not_delivered_unreachable'
  if (rest.startsWith('7.')) return 'not_delivered_unwanted'
  return 'not_delivered'
}

/** The ids the report is about, surest first: the given ones, those of the original it carries, those it answers. */
function aboutIds(mail: ParsedMail, first: readonly string[]): string[] {
  const original = mail.files.find(({ mediaType }) =>
    /^(message\/(rfc822|global)(-headers)?|text\/rfc822-headers)$/i.test(mediaType),
  )
  const quoted = original ? textOf(original) : (mail.text ?? '').slice(0, longestReport)
  const inOriginal = /^[ \t]*message-id:[ \t\r\n]*(<[^<>\s]{1,500}>)/im.exec(quoted)?.[1]
  return [...new Set([...first, ...(inOriginal ? [inOriginal] : []), ...referencesOf(mail.lines)])]
}

function textOf(file: ParsedFile): string {
  return file.content.subarray(0, longestReport).toString('utf8')
}

/** The report's groups of header-like fields, names in lower case. */
function blocksOf(text: string): Fields[] {
  const groups = text.replace(/\r\n?/g, '\n').split(/\n{2,}/)
  const blocks = groups.map((group) => {
    const fields = group
      .replace(/\n[ \t]+/g, ' ')
      .split('\n')
      .map((line) => /^([\w-]{1,60}):[ \t]*(.*)$/.exec(line))
    return new Map(
      fields.filter((field) => field !== null).map((field) => [field[1]?.toLowerCase() ?? '', field[2]?.trim() ?? '']),
    )
  })
  return blocks.filter((block) => block.size > 0)
}

/** RFC 3461: characters that may not stand in an SMTP parameter travel as `+XX`. */
function fromXtext(value: string): string {
  return oneLine(
    value.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    500,
  )
}
