import type { Conversation } from '@cordboard/api-contract/conversations'
import { describe, expect, test } from 'vitest'
import type { Pages } from '../src/api/conversations.ts'
import { isUnread } from '../src/inbox/unread.ts'
import { changedBy, placeMessage } from '../src/live/place-message.ts'
import { belongs, isNewerId, placeRow } from '../src/live/place-row.ts'
import { conversations, message } from './support/fake-desk-data.ts'

const [template] = conversations(1)
if (!template) throw new Error('There is no conversation to start from.')

function row(id: string, minute: number, changes: Partial<Conversation> = {}): Conversation {
  return {
    ...(template as Conversation),
    id,
    status: 'open',
    assignee: { id: 'anna', name: 'Anna' },
    lastActivityAt: new Date(minute * 60_000).toISOString(),
    ...changes,
  }
}

function pagesOf(rows: Conversation[][], hasMore = false): Pages<Conversation> {
  return {
    pages: rows.map((items, index) => ({ items, nextCursor: hasMore || index < rows.length - 1 ? 'more' : null })),
    pageParams: rows.map(() => null),
  }
}

const mine = { view: 'mine' } as const
const idsOf = (pages: ReturnType<typeof pagesOf>) => pages.pages.map((page) => page.items.map(({ id }) => id))

describe('a list that is told of a changed conversation', () => {
  const loaded = pagesOf(
    [
      [row('9', 90), row('8', 80)],
      [row('7', 70), row('6', 60)],
    ],
    true,
  )

  test('moves it to the place of its newest activity', () => {
    expect(idsOf(placeRow(loaded, row('6', 95), mine, 'anna'))).toEqual([['6', '9', '8'], ['7']])
  })

  test('leaves it where it is when only its words changed', () => {
    const changed = placeRow(loaded, row('7', 70, { snippet: 'new' }), mine, 'anna')
    expect(idsOf(changed)).toEqual([
      ['9', '8'],
      ['7', '6'],
    ])
    expect(changed.pages[1]?.items[0]?.snippet).toBe('new')
    expect(changed.pages[0]).toBe(loaded.pages[0])
  })

  test('takes it in when it begins to belong, and out when it ceases to', () => {
    expect(idsOf(placeRow(loaded, row('5', 75), mine, 'anna'))).toEqual([
      ['9', '8'],
      ['5', '7', '6'],
    ])
    expect(idsOf(placeRow(loaded, row('8', 80, { status: 'resolved' }), mine, 'anna'))).toEqual([['9'], ['7', '6']])
    expect(idsOf(placeRow(loaded, row('8', 80, { assignee: null }), mine, 'anna'))).toEqual([['9'], ['7', '6']])
  })

  test('leaves a row older than all that is loaded to the page it comes with', () => {
    expect(placeRow(loaded, row('1', 1), mine, 'anna')).toBe(loaded)
    expect(idsOf(placeRow(pagesOf([[row('9', 90)]]), row('1', 1), mine, 'anna'))).toEqual([['9', '1']])
  })

  test('never adds to the results of a search, which only the server can judge', () => {
    const search = { view: 'all', q: 'refund' } as const
    expect(belongs(row('5', 95), search, 'anna')).toBe(null)
    expect(placeRow(loaded, row('5', 95), search, 'anna')).toBe(loaded)
    expect(placeRow(loaded, row('8', 80, { status: 'resolved' }), search, 'anna').pages[0]?.items[1]?.status).toBe(
      'resolved',
    )
  })
})

describe('a thread that is told of a message', () => {
  const told = (id: string, minute: number, text = '') => ({
    ...message(template, { direction: 'inbound', text, occurredAt: new Date(minute * 60_000).toISOString() }),
    id,
  })
  const loaded = {
    pages: [
      { items: [told('3', 30), told('4', 40)], nextCursor: 'older' },
      { items: [told('1', 10)], nextCursor: null },
    ],
    pageParams: [null, 'older'],
  }

  test('puts a new one at the end and a late one where its time says', () => {
    expect(placeMessage(loaded, told('5', 50)).pages[0]?.items.map(({ id }) => id)).toEqual(['3', '4', '5'])
    expect(placeMessage(loaded, told('5', 35)).pages[0]?.items.map(({ id }) => id)).toEqual(['3', '5', '4'])
  })

  test('replaces one it has, wherever it is', () => {
    const changed = placeMessage(loaded, told('1', 10, 'changed'))
    expect(changed.pages[1]?.items.map(({ body }) => body.text)).toEqual(['changed'])
    expect(changed.pages[0]).toBe(loaded.pages[0])
  })
})

test('ids are compared as the growing numbers they are', () => {
  expect(isNewerId('10', '9')).toBe(true)
  expect(isNewerId('9', '10')).toBe(false)
  expect(isNewerId('11', '11')).toBe(false)
})

test('unread is what the customer wrote after the read mark', () => {
  expect(isUnread(row('1', 1, { lastInboundMessageId: '10', lastReadMessageId: '9' }))).toBe(true)
  expect(isUnread(row('1', 1, { lastInboundMessageId: '10', lastReadMessageId: null }))).toBe(true)
  expect(isUnread(row('1', 1, { lastInboundMessageId: '10', lastReadMessageId: '12' }))).toBe(false)
  expect(isUnread(row('1', 1, { lastInboundMessageId: null, lastReadMessageId: null }))).toBe(false)
})

describe('a message that was read anew', () => {
  const [of] = conversations(1)
  if (!of) throw new Error('There is no conversation to start from.')
  const mail = message(of, { direction: 'inbound', text: 'words' })
  const framed = { ...mail, body: { ...mail.body, frameUrl: '/messages/1/frame' } }

  test('has its frame loaded again', () => {
    expect(changedBy({ type: 'message.changed', id: '7' }, framed).body.frameUrl).toBe('/messages/1/frame?after=7')
    expect(changedBy({ type: 'message.received', id: '7' }, framed)).toBe(framed)
    expect(changedBy({ type: 'message.changed', id: '7' }, mail)).toBe(mail)
  })
})
