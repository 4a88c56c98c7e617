import { expect, test } from 'vitest'
import { inDoubt } from './in-doubt.ts'
import type { AskedReply } from './truth.ts'

const [first, second, elsewhere] = [
  replyTo('anna@customer.test', 'reply-00000000-0001'),
  replyTo('anna@customer.test', 'reply-00000000-0002'),
  replyTo('ben@customer.test', 'reply-00000000-0003'),
] as const
const truth = { mails: [], replies: [first, second, elsewhere] }

test('a mail that was lost on its way may be in doubt: the one its text names', () => {
  expect([...possible({ interrupted: [pieceOf(second, `Subject: Re:\r\n\r\n${second.token} It is`)] })]).toEqual([
    second.clientId,
  ])
})

test('before its text came, each to the same customer may be', () => {
  expect([...possible({ interrupted: [pieceOf(second, 'Subject: Re')] })]).toEqual([first.clientId, second.clientId])
})

test('what the mail server said it took is in no doubt for a piece that was lost', () => {
  const interrupted = [pieceOf(second, '')]
  expect([...possible({ interrupted, received: [takenOf(first, true), takenOf(elsewhere, true)] })]).toEqual([
    second.clientId,
  ])
})

test('what it took and never said must be in doubt, whatever else it said', () => {
  const received = [takenOf(first, true), takenOf(first, false)]
  const doubt = inDoubt({ truth, inHandAtDeath: new Set([elsewhere.clientId]), sink: { received, interrupted: [] } })
  expect(doubt.expected).toEqual(new Set([first.clientId, elsewhere.clientId]))
})

type Sink = Parameters<typeof inDoubt>[0]['sink']

function possible(sink: Partial<Sink>): Set<string> {
  return inDoubt({ truth, inHandAtDeath: new Set(), sink: { received: [], interrupted: [], ...sink } }).possible
}

function replyTo(customer: string, token: string): AskedReply {
  const clientId = `client of ${token}`
  return { token, clientId, customer, conversationId: '1', accepted: true, messageId: '1', retries: 0 }
}

function pieceOf({ customer }: AskedReply, text: string): Sink['interrupted'][number] {
  return { to: [customer], raw: Buffer.from(text) }
}

function takenOf({ customer, token }: AskedReply, acknowledged: boolean): Sink['received'][number] {
  const envelope = { from: 'desk@desk.test', to: [customer] }
  return { envelope, raw: Buffer.from(token), at: new Date(0), acknowledged, secure: false, user: null }
}
