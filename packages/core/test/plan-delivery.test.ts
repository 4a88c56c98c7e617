import { describe, expect, it } from 'vitest'
import type { Capabilities } from '../src/channel/channel.ts'
import { onWay, openWays, planDelivery, type PlannedReply, usualWay, withFileLimit } from '../src/plan-delivery.ts'

const limits: Capabilities = {
  body: { formats: ['text'], maxLength: 10 },
  attachments: { maxCount: 2, maxBytes: 1_000_000, mediaTypes: ['image/*', 'application/pdf'] },
  threading: 'headers',
  initiate: true,
  replyWindowHours: 24,
  resend: 'may_duplicate',
  copies: { maxCount: 3, addressPattern: '@' },
  signature: false,
  automaticAnswers: false,
}
const now = new Date('2026-11-23T12:00:00Z')
const reply = (over: Partial<PlannedReply>): PlannedReply => ({
  text: 'hello',
  attachments: [],
  copies: 0,
  lastInboundAt: now,
  now,
  ...over,
})
const file = (size: number, mediaType = 'image/png') => ({ fileName: 'a.png', mediaType, size })
const refusal = (over: Partial<PlannedReply>, capabilities = limits) => {
  const plan = planDelivery(reply(over), capabilities)
  return plan.ok ? null : plan.code
}

describe('planDelivery', () => {
  it('lets through what the channel can carry', () => {
    expect(refusal({})).toBeNull()
    expect(refusal({ text: ' ', attachments: [file(1)] })).toBeNull()
  })

  it('refuses, naming the reason, what it cannot', () => {
    expect(refusal({ text: '  \n' })).toBe('empty')
    expect(refusal({ text: 'x'.repeat(11) })).toBe('too_long')
    expect(refusal({ attachments: [file(1), file(1), file(1)] })).toBe('too_many_attachments')
    expect(refusal({ attachments: [file(600_000), file(600_000)] })).toBe('attachments_too_large')
    expect(refusal({ attachments: [file(1, 'text/html')] })).toBe('media_type_refused')
    expect(refusal({ attachments: [file(1)] }, { ...limits, attachments: null })).toBe('no_attachments')
    expect(refusal({ copies: 3 })).toBeNull()
    expect(refusal({ copies: 4 })).toBe('too_many_copies')
    expect(refusal({ copies: 1 }, { ...limits, copies: null })).toBe('no_copies')
    expect(refusal({ attachments: [file(1)] }, withFileLimit(limits, 0))).toBe('attachments_too_large')
    expect(refusal({ attachments: [file(1)] }, withFileLimit(limits, null))).toBeNull()
  })

  it('closes with the reply window, to the millisecond', () => {
    expect(refusal({ lastInboundAt: new Date(now.getTime() - 24 * 3_600_000) })).toBeNull()
    expect(refusal({ lastInboundAt: new Date(now.getTime() - 24 * 3_600_000 - 1) })).toBe('window_closed')
    expect(refusal({ lastInboundAt: new Date(0) }, { ...limits, replyWindowHours: null })).toBeNull()
  })

  it('looks at each file where each has a limit of its own', () => {
    const each = { ...limits, attachments: { ...limits.attachments!, maxBytesEach: 500 } }
    expect(refusal({ attachments: [file(500), file(500)] }, each)).toBeNull()
    expect(refusal({ attachments: [file(500), file(501)] }, each)).toBe('attachment_too_large')
  })

  it('lets pass as a whole what the channel will divide', () => {
    const long = { text: 'x'.repeat(11), attachments: [file(600_000), file(600_000), file(1)] }
    expect(refusal({ ...long, divides: true })).toBeNull()
    expect(refusal({ ...long, divides: true, attachments: [file(1, 'text/html')] })).toBe('media_type_refused')
  })
})

describe('the ways of a channel', () => {
  const way = (id: string, after: string[], maxLength: number) => ({
    id,
    label: id,
    public: id === 'post',
    after,
    body: { formats: ['text' as const], maxLength },
    attachments: null,
  })
  const ways = { ...limits, ways: [way('post', ['post'], 5), way('letter', ['post', 'letter'], 100)] }

  it('are open after what the customer wrote, theirs first', () => {
    expect(openWays(ways, 'post').map(({ id }) => id)).toEqual(['post', 'letter'])
    expect(openWays(ways, 'letter').map(({ id }) => id)).toEqual(['letter'])
    expect(usualWay(ways, 'letter')).toBe('letter')
    expect(usualWay(ways, null)).toBeNull()
    expect(usualWay(limits, 'post')).toBeNull()
  })

  it('have limits of their own', () => {
    expect(refusal({ text: 'too long' }, onWay(ways, 'post'))).toBe('too_long')
    expect(refusal({ text: 'just right, and longer' }, onWay(ways, 'letter'))).toBeNull()
    expect(refusal({ attachments: [file(1)] }, onWay(ways, 'letter'))).toBe('no_attachments')
    expect(onWay(ways, 'pigeon')).toBe(ways)
  })
})
