import { expect, test } from 'vitest'
import { mayBeAnswered, mayBeChanged } from '../src/inbox/conversation/message-actions.ts'
import { chat } from './support/fake-chat.ts'
import { conversations, delivery, message } from './support/fake-desk-data.ts'

const [row] = conversations(1)
const sent = message(row!, { direction: 'outbound', text: 'hello', delivery: delivery('sent'), way: 'post' })
const twoDays = new Date(Date.parse(sent.occurredAt) + 48 * 3_600_000)

test('what was sent can be changed as long, and by such ways, as its channel lets it', () => {
  expect(mayBeChanged(sent, { withinHours: null }, twoDays)).toBe(true)
  expect(mayBeChanged(sent, { withinHours: 48 }, twoDays)).toBe(false)
  expect(mayBeChanged(sent, { withinHours: null, ways: ['post'] })).toBe(true)
  expect(mayBeChanged(sent, { withinHours: null, ways: ['letter'] })).toBe(false)
  expect(mayBeChanged(sent, undefined)).toBe(false)
  expect(mayBeChanged({ ...sent, delivery: delivery('unconfirmed') }, { withinHours: null })).toBe(false)
  expect(mayBeChanged({ ...sent, deletedAt: sent.occurredAt }, { withinHours: null })).toBe(false)
  expect(mayBeChanged({ ...sent, direction: 'inbound' }, { withinHours: null })).toBe(false)
})

test('only what the customer has can be named', () => {
  const { capabilities } = chat
  expect(mayBeAnswered(sent, capabilities)).toBe(true)
  expect(mayBeAnswered({ ...sent, delivery: delivery('failed') }, capabilities)).toBe(false)
  expect(mayBeAnswered({ ...sent, direction: 'note', delivery: null }, capabilities)).toBe(false)
  const { namesMessages: _, ...others } = capabilities
  expect(mayBeAnswered(sent, others)).toBe(false)
})
