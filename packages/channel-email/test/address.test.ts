import type { ReplyContext } from '@cordboard/core/channel/channel'
import { describe, expect, it } from 'vitest'
import { address, splitMailbox, tokenIn } from '../src/address.ts'
import { normalise } from '../src/normalise.ts'

const base: ReplyContext = {
  token: 'tok-1',
  reportToken: 'report-1',
  self: { keys: ['support@desk.test'], displayName: 'Desk' },
  contact: { key: 'jane@customer.test', displayName: 'Jane' },
  subject: 'Login fails',
  history: [
    {
      direction: 'inbound',
      externalId: '<c2@customer.test>#0123456789abcdef',
      references: ['<d1@desk.test>', '<c1@customer.test>'],
    },
  ],
}

describe('address', () => {
  it('answers the customer in their mail thread', () => {
    expect(address(base)).toEqual({
      externalId: '<tok-1@desk.test>',
      reportId: 'report-1',
      from: '"Desk" <support@desk.test>',
      to: ['jane@customer.test'],
      cc: [],
      bcc: [],
      subject: 'Re: Login fails',
      inReplyTo: '<c2@customer.test>',
      references: ['<c1@customer.test>', '<d1@desk.test>', '<c2@customer.test>'],
    })
  })

  it.each(['unknown', 'undisclosed recipients', 'a@b@c.test', ''])(
    'has nobody to answer where the sender is “%s”',
    (key) => {
      expect(address({ ...base, contact: { key, displayName: null } }).to).toEqual([])
    },
  )

  it('answers the last inbound mail, whatever the desk wrote since', () => {
    const history = [...base.history, { direction: 'outbound' as const, externalId: '<d9@desk.test>', references: [] }]
    expect(address({ ...base, history }).inReplyTo).toBe('<c2@customer.test>')
  })

  it('starts a mail thread of its own when the desk writes first, and continues it', () => {
    const first = address({ ...base, history: [] })
    expect(first).toMatchObject({ subject: 'Login fails', inReplyTo: null, references: [] })
    const second = address({
      ...base,
      history: [{ direction: 'outbound', externalId: first.externalId, references: [] }],
    })
    expect(second).toMatchObject({ inReplyTo: '<tok-1@desk.test>', references: ['<tok-1@desk.test>'] })
  })

  it('falls back to an earlier mail when the last one had no Message-ID', () => {
    const history = [...base.history, { direction: 'inbound' as const, externalId: 'sha256:abc', references: [] }]
    expect(address({ ...base, history }).inReplyTo).toBe('<c2@customer.test>')
  })

  it('keeps the first and the latest of endless references', () => {
    const references = Array.from({ length: 400 }, (_, index) => `<r${400 - index}@customer.test>`)
    const reply = address({
      ...base,
      history: [{ direction: 'inbound', externalId: '<last@customer.test>', references }],
    })
    expect(reply.references[0]).toBe('<r1@customer.test>')
    expect(reply.references.slice(-2)).toEqual(['<r400@customer.test>', '<last@customer.test>'])
    expect(reply.references).toHaveLength(25)
  })

  it('bounds the length of the references as well', () => {
    const references = Array.from({ length: 20 }, (_, index) => `<${'r'.repeat(450)}${index}@customer.test>`)
    const reply = address({
      ...base,
      history: [{ direction: 'inbound', externalId: '<last@customer.test>', references }],
    })
    expect(reply.references.join(' ').length).toBeLessThan(3_500)
    expect(reply.references.at(-1)).toBe('<last@customer.test>')
  })

  it.each([
    ['Re: Login', 'Re: Login'],
    ['RE: re: Login', 'Re: Login'],
    ['Re[2]: Login', 'Re: Login'],
    ['AW: Login', 'Re: Login'],
    ['SV: Login', 'Re: Login'],
    ['回复:提现问题', 'Re: 提现问题'],
    ['答复: Re: 提现问题', 'Re: 提现问题'],
    ['Fwd: Login', 'Re: Fwd: Login'],
    ['Reset: Login', 'Re: Reset: Login'],
    ['Login\r\nBcc: victim@x.test', 'Re: Login Bcc: victim@x.test'],
    [null, 'Re:'],
  ])('writes the subject of a reply to %j as %j', (subject, expected) => {
    expect(address({ ...base, subject }).subject).toBe(expected)
  })

  it('writes a Message-ID of letters any server takes', () => {
    const self = { keys: ['support@例子.test'], displayName: null }
    expect(address({ ...base, self, token: 'a>b c' }).externalId).toBe('<abc@xn--fsqu00a.test>')
  })

  it.each(['Desk', 'Desk "X" \\ <evil@x.test>', '客服'])(
    'keeps the sender name %j apart from the address',
    (displayName) => {
      const { from } = address({ ...base, self: { ...base.self, displayName } })
      expect(splitMailbox(from)).toEqual({ name: displayName, address: 'support@desk.test' })
    },
  )
})

describe('a mail without a sender', () => {
  it('is addressed to nobody, so that the desk refuses to answer it', async () => {
    const [event] = await normalise(
      {
        bytes: Buffer.from('Subject: hello\r\n\r\nNo From at all'),
        mediaType: 'message/rfc822',
        key: '1',
        receivedAt: new Date(0),
      },
      { keys: ['support@desk.test'], displayName: null },
    )
    if (event?.kind !== 'message') throw new Error(`It became ${event?.kind}.`)
    const contact = { key: event.from.key, displayName: null }
    const envelope = address({
      token: 't',
      reportToken: 'r',
      self: { keys: ['support@desk.test'], displayName: null },
      contact,
      subject: null,
      history: [],
    })
    expect(envelope.to).toEqual([])
  })
})

describe('an id in a mail that comes in', () => {
  const self = { keys: ['support@desk.test'], displayName: null }
  const { externalId } = address({ ...base, self, token: 'cord-1a.2b' })

  it('is known for one of the account’s own by its shape and domain, whatever became of its case', () => {
    expect(tokenIn(externalId ?? '', self)).toBe('cord-1a.2b')
    expect(tokenIn((externalId ?? '').toUpperCase(), self)).toBe('cord-1a.2b')
    expect(tokenIn('<cord-1a@desk.test>', self)).toBe('cord-1a')
  })

  it.each([
    ['another desk’s', '<cord-1a.2b@other.test>'],
    ['one minted before tokens were keyed', '<0f8fad5bd9cb469fa16570867728950e@desk.test>'],
    ['a colleague’s own program’s', '<CAF1=x@desk.test>'],
    ['nothing', ''],
  ])('stays a plain reference when it is %s', (_, id) => {
    expect(tokenIn(id, self)).toBeNull()
  })
})
