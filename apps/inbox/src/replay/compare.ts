/** What differs between a stored message and what the parser says of the same bytes now. Pure. */
import { isDeepStrictEqual } from 'node:util'
import type { Said } from './stored-message.ts'

/** Each with the fields it looks at. `identity`: by what the same message is known when it comes again. */
const looksAt = {
  text: ['body_text', 'body_sentence'],
  html: ['body_html'],
  folded: ['text_fold', 'folded_html'],
  subject: ['subject'],
  sender: ['sender_key', 'sender_address', 'sender_name'],
  recipients: ['recipients_to', 'recipients_cc', 'reply_to'],
  attachments: ['attachments'],
  automation: ['automation'],
  sender_proof: ['sender_proof'],
  marks: ['marks'],
  forwarded_from: ['forwarded_from'],
  thread_ids: ['thread_ids', 'thread_references'],
  sent_at: ['claimed_sent_at'],
  identity: ['external_id'],
  search: ['terms'],
} as const satisfies Record<string, readonly (keyof Said)[]>

export type DifferenceKind = keyof typeof looksAt
export const differenceKinds = Object.keys(looksAt) as DifferenceKind[]

/** `before` and `after` start a little before the first difference and are cut to be read in a line. */
export type Difference = { kind: DifferenceKind; before: string; after: string }

const shownCharacters = 120
const contextCharacters = 20

export function compare(stored: Said, now: Said): Difference[] {
  return differenceKinds.flatMap((kind) => {
    const fields: readonly (keyof Said)[] = looksAt[kind]
    const field = fields.find((name) => !isDeepStrictEqual(stored[name], now[name]))
    return field === undefined ? [] : [{ kind, ...excerpts(wordsOf(stored[field]), wordsOf(now[field])) }]
  })
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function excerpts(before: string, after: string): { before: string; after: string } {
  let same = 0
  while (same < before.length && before[same] === after[same]) same++
  const from = Math.max(0, same - contextCharacters)
  const excerpt = (words: string) => {
    const shown = words.slice(from, from + shownCharacters).toWellFormed()
    return `${from > 0 ? '…' : ''}${shown}${words.length > from + shownCharacters ? '…' : ''}`
  }
  return { before: excerpt(before), after: excerpt(after) }
}
