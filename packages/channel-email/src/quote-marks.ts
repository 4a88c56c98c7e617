/** How mail programs mark quoted history and signatures in HTML. The sanitiser turns each into `data-quote`, which the fold reads. */

/**
 * `block`: the element is the quote. `rest`: the quote starts here and runs to the end. `head`: says who wrote the quote
 * that follows. `answers`: holds quotes, and perhaps answers between them. `header`: the quote starts here if the text
 * within names a sender and a date. `signature`: the element is the signature. `closing`: the signature starts here and runs to the
 * quote or the end.
 */
export type QuoteMark = 'block' | 'rest' | 'head' | 'answers' | 'header' | 'signature' | 'closing'

export const quoteMarks: readonly QuoteMark[] = ['block', 'rest', 'head', 'answers', 'header', 'signature', 'closing']

const byClass: Readonly<Record<string, QuoteMark>> = {
  gmail_quote: 'answers',
  gmail_attr: 'head',
  'moz-cite-prefix': 'head',
  'moz-email-headers-table': 'head',
  yahoo_quoted: 'block',
  protonmail_quote: 'block',
  zmail_extra: 'block',
  tutanota_quote: 'block',
  mail_quote_attr: 'head',
  'alimail-quote': 'block',
  __aliyun_previous_quote: 'block',
  OutlookMessageHeader: 'rest',
  WordSection1_quote: 'rest',
  'ms-outlook-mobile-reference-message': 'block',
  'ntes-mailmaster-quote': 'block',
  'history-quote-wrapper': 'block',
  xm_mail_oringinal_describe: 'rest',
  gmail_signature_prefix: 'signature',
}

const byId: Readonly<Record<string, QuoteMark>> = {
  appendonsend: 'rest',
  divRplyFwdMsg: 'rest',
  x_divRplyFwdMsg: 'rest',
  OLK_SRC_BODY_SECTION: 'block',
  stopSpelling: 'rest',
  isReplyContent: 'block',
  'mail-editor-reference-message-container': 'block',
  origbody: 'block',
  zwchr: 'rest',
  'ntes-pcmail-quote': 'block',
  'ntes-iosmail-quote': 'block',
  'ntes-androidmail-quote': 'block',
  lineBreakAtBeginningOfSignature: 'closing',
}

/** Spark and classic Outlook name their parts. */
const byName: Readonly<Record<string, QuoteMark>> = {
  messageReplySection: 'block',
  messageSignatureSection: 'signature',
  _MailAutoSig: 'closing',
}

/** Only names that mail programs give: a page about cryptography has classes called signature, too. */
const signatureName =
  /^(?:x_)?(?:(?:gmail|moz|lark-mail|ms-outlook-\w+|ntes(?:-\w+)?|imail|ymail(?:_\w+)?|yahoo|ydp\w+|yahoo_mail|protonmail|composer|foxmail|qqmail|xm(?:ail)?|wemail|alimail|__aliyun|zmail|mailru|tutanota|edo|spark|airmail|email|mail)[-_]*)signature(?:[-_](?:block(?:-\w+)?|wrap|container))?$|^(?:x_)?(?:Signature|AppleMailSignature|OutlookSignature)$/i
const yahooQuote = /^ydp\w{4,16}yahoo_quoted$|^yahoo_quoted_\d+$/

const outlookRule =
  /border-top:\s*(?:solid #(?:e1e1e1|b5c4df)|1px solid #e5e5e5)|border-top-color:\s*rgb\(229, 229, 229\)/i
const mailRuQuote = /border-left:\s*1px solid #0857a6/i

/** The mark of an element as it came, or `null`. */
export function quoteMarkOf(tag: string, attributes: Readonly<Record<string, string>>): QuoteMark | null {
  if (tag === 'includetail') return 'block'
  if (tag === 'sign') return 'signature'
  const { class: classes, id, name, style, type } = attributes
  if (tag === 'blockquote' && (type?.toLowerCase() === 'cite' || (style && mailRuQuote.test(style)))) return 'block'
  if (classes) {
    for (const given of classes.split(/\s+/, 20)) {
      const mark = ofClass(given)
      if (mark) return tag === 'blockquote' ? 'block' : mark
    }
  }
  const named = (id ? ofId(id) : null) ?? (name ? known(byName, name) : null)
  if (named) return named
  if ('data-smartmail' in attributes || 'data-signatureblock' in attributes || 'data-signature-widget' in attributes)
    return 'signature'
  if (tag === 'hr') return ofRule(attributes)
  return style && (tag === 'div' || tag === 'p') && outlookRule.test(style) ? 'header' : null
}

function ofClass(name: string): QuoteMark | null {
  const mark = known(byClass, name) ?? (yahooQuote.test(name) ? 'block' : null)
  // A bare class of that name may mean anything; an id is Outlook's.
  return mark ?? (name.toLowerCase() !== 'signature' && signatureName.test(name) ? 'signature' : null)
}

function ofId(id: string): QuoteMark | null {
  const mark = known(byId, id) ?? (yahooQuote.test(id) ? 'block' : null)
  return mark ?? (signatureName.test(id) ? 'signature' : null)
}

/** Zimbra and Foxmail draw lines of their own above quote and signature. */
function ofRule(attributes: Readonly<Record<string, string>>): QuoteMark | null {
  if (attributes['data-marker'] === '__DIVIDER__') return 'rest'
  const isFoxmail = attributes['color']?.toLowerCase() === '#b5c4df' && attributes['align']?.toLowerCase() === 'left'
  return isFoxmail ? 'closing' : null
}

function known(marks: Readonly<Record<string, QuoteMark>>, name: string): QuoteMark | null {
  return Object.hasOwn(marks, name) ? (marks[name] ?? null) : null
}
