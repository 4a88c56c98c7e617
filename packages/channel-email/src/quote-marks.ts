/** How mail programs mark quoted history in HTML. The sanitiser turns each into `data-quote`, which the fold reads. */

/**
 * `block`: the element is the quote. `rest`: the quote starts here and runs to the end. `head`: says who wrote the quote
 * that follows. `answers`: holds quotes, and perhaps answers between them. `header`: the quote starts here if the text
 * within names a sender and a date.
 */
export type QuoteMark = 'block' | 'rest' | 'head' | 'answers' | 'header'

export const quoteMarks: readonly QuoteMark[] = ['block', 'rest', 'head', 'answers', 'header']

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
}

const byId: Readonly<Record<string, QuoteMark>> = {
  appendonsend: 'rest',
  divRplyFwdMsg: 'rest',
  x_divRplyFwdMsg: 'rest',
  OLK_SRC_BODY_SECTION: 'block',
  stopSpelling: 'rest',
  isReplyContent: 'block',
  'mail-editor-reference-message-container': 'block',
}

const outlookRule =
  /border-top:\s*(?:solid #(?:e1e1e1|b5c4df)|1px solid #e5e5e5)|border-top-color:\s*rgb\(229, 229, 229\)/i

/** The mark of an element as it came, or `null`. */
export function quoteMarkOf(tag: string, attributes: Readonly<Record<string, string>>): QuoteMark | null {
  if (tag === 'includetail') return 'block'
  const { class: classes, id, style, type } = attributes
  if (tag === 'blockquote' && type?.toLowerCase() === 'cite') return 'block'
  if (classes) {
    for (const name of classes.split(/\s+/, 20)) {
      const mark = Object.hasOwn(byClass, name) ? byClass[name] : undefined
      if (mark) return tag === 'blockquote' ? 'block' : mark
    }
  }
  if (id && Object.hasOwn(byId, id)) return byId[id] ?? null
  if (tag === 'hr' && attributes['data-marker'] === '__DIVIDER__') return 'rest'
  return style && (tag === 'div' || tag === 'p') && outlookRule.test(style) ? 'header' : null
}
