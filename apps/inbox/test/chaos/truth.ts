/** What really happened around a desk, written down by those who did it and not by the desk. */
import { randomUUID } from 'node:crypto'

/** What a customer has written: put into the mailbox, or said in a chat. `mark`: what its bytes have that no other's have. */
export type CustomerMail = { token: string; mark: string; customer: string }

/** A reply an agent wants sent. `accepted`: the desk has answered that it has it. */
export type AskedReply = {
  token: string
  clientId: string
  conversationId: string
  /** The one recipient the agent saw. */
  customer: string
  /** The same as its provider names them; left out where that is no other name. */
  recipient?: string
  accepted: boolean
  messageId: string | null
  /** How often an agent asked for it to be sent again, knowing that the customer could get it twice. */
  retries: number
}

export type Truth = { mails: CustomerMail[]; replies: AskedReply[] }

export function emptyTruth(): Truth {
  return { mails: [], replies: [] }
}

/** A word that occurs in one mail or reply and nowhere else, short enough that no encoding breaks it. */
export function newToken(kind: 'mail' | 'reply'): string {
  return `${kind}-${randomUUID().slice(0, 13)}`
}

const replyToken = /\breply-[0-9a-f]{8}-[0-9a-f]{4}\b/

export function replyTokenIn(text: string): string | null {
  return replyToken.exec(text)?.[0] ?? null
}

type Writing = { customer: string; to: string; bytes?: number; date?: Date }

/** `bytes` of text are added to make it long. */
export function writeMail({ customer, to, bytes = 0, date = new Date() }: Writing): CustomerMail & { raw: string } {
  const token = newToken('mail')
  const messageId = `<${token}@customer.test>`
  const lines = [
    `From: Customer <${customer}>`,
    `To: ${to}`,
    `Subject: About ${token}`,
    `Message-ID: ${messageId}`,
    `Date: ${date.toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `${token} Where is my order?`,
    ...Array.from(
      { length: Math.ceil(bytes / 72) },
      () => 'Please look into it as soon as you can, I have been waiting for weeks.',
    ),
    '',
  ]
  return { token, mark: `Message-ID: ${messageId}`, customer, raw: lines.join('\r\n') }
}
