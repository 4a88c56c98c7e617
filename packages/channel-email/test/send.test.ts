import { startSmtpSink, type SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { until } from '@cordboard/channel-testkit/peers/until'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import type { OutboundMessage, Receipt } from '@cordboard/core/channel/channel'
import { simpleParser } from 'mailparser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openConnection } from '../src/connection.ts'
import type { MailServer } from '../src/settings.ts'
import { file, quickPace, reply, sendPassword, settingsFor } from './support-account.ts'

let sink: SmtpSink

beforeEach(async () => {
  sink = await startSmtpSink({ accounts: { support: sendPassword }, maxBytes: 2_000_000 })
})
afterEach(() => sink[Symbol.asyncDispose]())

async function sendOnce(
  message: OutboundMessage,
  smtp: Partial<MailServer> = {},
  signal = new AbortController().signal,
): Promise<Receipt> {
  await using connection = open(smtp)
  return await connection.send(message, signal)
}

function open(smtp: Partial<MailServer> = {}) {
  const settings = settingsFor({ smtp: { port: sink.port, ca: sink.ca, ...smtp } })
  return openConnection(settings, new RecordingHost(), quickPace)
}

describe('a reply handed over twice at once', () => {
  it('is in doubt for the hand-over that got no answer, whatever became of the other', async () => {
    const message = reply()
    await using connection = open()
    sink.script({ do: 'silence', kept: true })
    const silent = connection.send(message, new AbortController().signal).catch((error: unknown) => error)
    await sink.waitFor(1)
    await connection.send(message, new AbortController().signal)
    await sink.kill9()
    expect(await silent).toMatchObject({ kind: 'unconfirmed' })
  })
})

describe('a sent reply', () => {
  it('carries the headers that join it to the customer’s mail thread', async () => {
    const message = reply()
    const receipt = await sendOnce(message)
    expect(receipt).toMatchObject({ externalIds: [message.envelope.externalId], refused: [] })
    // The sink takes 2 MB in all; what Base64 leaves of it after half a megabyte for words.
    expect(receipt.maxFileBytes).toBe(Math.floor((1_500_000 * 57) / 78))
    const mail = await simpleParser(sink.received[0]?.raw ?? '')
    expect(mail.messageId).toBe(message.envelope.externalId)
    expect(mail.inReplyTo).toBe('<c2@customer.test>')
    expect(mail.references).toEqual(['<c1@customer.test>', '<c2@customer.test>'])
    expect(mail.subject).toBe('Re: 提现问题 withdrawal')
    expect(mail.from?.value).toEqual([{ name: 'Desk 客服', address: 'support@desk.test' }])
    expect(mail.date?.toISOString()).toBe('2026-11-20T10:00:00.000Z')
    expect(mail.text?.trim()).toBe('Hello 你好')
    expect(mail.html).toContain('<p>Hello 你好</p>')
    for (const name of ['auto-submitted', 'x-mailer', 'reply-to']) expect(mail.headers.has(name)).toBe(false)
  })

  it.each([
    ['starttls', 'port'],
    ['tls', 'securePort'],
  ] as const)('travels encrypted by %s', async (security, port) => {
    await sendOnce(reply(), { security, port: sink[port] })
    expect(sink.received[0]).toMatchObject({ secure: true, user: 'support' })
  })

  it('reaches blind copies without naming them', async () => {
    await sendOnce(reply({ cc: ['copy@customer.test'], bcc: ['blind@customer.test'] }))
    const [mail] = sink.received
    expect(mail?.envelope.to).toEqual(['jane@customer.test', 'copy@customer.test', 'blind@customer.test'])
    expect(mail?.raw.toString()).not.toContain('blind@')
  })

  it('carries files whole, streamed, and images inside the body', async () => {
    const bytes = new Uint8Array(1_000_000).map((_, index) => (index * 7) % 256)
    const image = new Uint8Array([1, 2, 3])
    await sendOnce(
      reply(
        {},
        {
          body: { text: '[pic]', html: '<img src="cid:pic@desk">' },
          attachments: [
            file('报告 a/b.bin', 'application/zip', bytes),
            file('pic.png', 'image/png', image, 'pic@desk'),
          ],
        },
      ),
    )
    const { attachments } = await simpleParser(sink.received[0]?.raw ?? '', { skipImageLinks: true })
    expect(attachments.map(({ filename, contentDisposition, cid }) => ({ filename, contentDisposition, cid }))).toEqual(
      [
        { filename: 'pic.png', contentDisposition: 'inline', cid: 'pic@desk' },
        { filename: '报告 a_b.bin', contentDisposition: 'attachment', cid: undefined },
      ],
    )
    expect(attachments[1]?.content.equals(bytes)).toBe(true)
  })

  it('carries an attached mail as a file, not as a part of the text', async () => {
    const mail = Buffer.from('From: a@b.test\r\nSubject: inner\r\n\r\ninner 正文\r\n')
    await sendOnce(reply({}, { attachments: [file('inner.eml', 'message/rfc822', mail)] }))
    expect(sink.received[0]?.raw.toString()).toMatch(/Content-Disposition: attachment;\s+filename=inner\.eml/)
  })

  it('cannot be given further headers by what customers and agents write', async () => {
    const subject = 'x\r\nBcc: victim@x.test'
    const inReplyTo = '<a@b>\r\nX-Evil: 1'
    await sendOnce(
      reply({ subject, inReplyTo }, { attachments: [file('a"\r\nX-Evil: 1.txt', 'text/plain', new Uint8Array(1))] }),
    )
    const { headers } = await simpleParser(sink.received[0]?.raw ?? '')
    expect(headers.has('bcc')).toBe(false)
    expect(headers.has('x-evil')).toBe(false)
    expect(sink.received[0]?.envelope.to).toEqual(['jane@customer.test'])
  })

  it('uses one connection for replies sent one after the other, and closes it', async () => {
    const connection = open({ security: 'tls', port: sink.securePort })
    for (const _ of [1, 2, 3]) await connection.send(reply(), new AbortController().signal)
    expect(sink.connections()).toBe(1)
    await connection[Symbol.asyncDispose]()
    await until('the connection is closed', () => sink.connections() === 0)
  })

  it('names the recipients the server refused while it took the mail for others', async () => {
    sink.script({ do: 'refuse_some', recipients: ['gone@customer.test'], code: 550, text: '5.1.1 No such user' })
    const receipt = await sendOnce(reply({ cc: ['gone@customer.test'] }))
    expect(receipt.refused).toEqual([
      {
        recipient: 'gone@customer.test',
        reason: 'The mail server takes no mail for gone@customer.test. Check the address with the customer.',
        sentence: { code: 'email.recipient_refused', values: { recipient: 'gone@customer.test' } },
      },
    ])
  })
})

describe('a reply that cannot be sent', () => {
  it.each([
    ['an address with a line break', { to: ['jane@customer.test\r\nRCPT TO:<evil@x.test>'] }],
    ['two addresses in one', { to: ['jane@customer.test, evil@x.test'] }],
    ['no recipient', { to: [] }],
  ])('fails for good with %s', async (_, envelope) => {
    await expect(sendOnce(reply(envelope))).rejects.toMatchObject({ kind: 'permanent' })
    expect(sink.received).toEqual([])
  })

  it('is refused before its files are transferred when the server says how much it takes', async () => {
    let opened = false
    const large = { ...file('a.bin', 'application/zip', new Uint8Array(1)), size: 3_000_000 }
    large.open = async () => {
      opened = true
      return new Blob().stream()
    }
    await expect(sendOnce(reply({}, { attachments: [large] }))).rejects.toMatchObject({
      kind: 'permanent',
      message: 'The mail is larger than localhost takes. Send fewer or smaller files.',
    })
    expect(opened).toBe(false)
  })

  it('waits when a file cannot be read, and nothing of it arrives', async () => {
    const broken = {
      ...file('a.bin', 'application/zip', new Uint8Array(9)),
      open: () => Promise.reject(new Error('disk')),
    }
    await expect(sendOnce(reply({}, { attachments: [broken] }))).rejects.toMatchObject({ kind: 'transient' })
    expect(sink.received).toEqual([])
  })
})

describe('a reply whose answer is missing', () => {
  it.each([
    ['the link breaks after the final dot', { do: 'cut', at: 'after_dot', kept: true } as const],
    ['the server falls silent after the final dot', { do: 'silence', kept: true } as const],
  ])('is unconfirmed when %s, and is not repeated', async (_, behaviour) => {
    sink.script(behaviour)
    await expect(sendOnce(reply())).rejects.toMatchObject({ kind: 'unconfirmed' })
    expect(sink.received).toHaveLength(1)
  })

  it('is unconfirmed when it is aborted after the final dot', async () => {
    sink.script({ do: 'silence', kept: true })
    const stopper = new AbortController()
    const sending = sendOnce(reply(), {}, stopper.signal)
    await sink.waitFor(1)
    stopper.abort()
    await expect(sending).rejects.toMatchObject({ kind: 'unconfirmed' })
  })

  it('is sent again by itself when the link breaks before the body, however short it is', async () => {
    sink.script({ do: 'cut', at: 'before_data' })
    await expect(sendOnce(reply())).rejects.toMatchObject({ kind: 'transient' })
    expect(sink.received).toEqual([])
  })

  it('is sent again by itself when the link breaks in the middle of the body', async () => {
    sink.script({ do: 'cut', at: 'mid_body' })
    const large = file('a.bin', 'application/zip', new Uint8Array(1_400_000))
    await expect(sendOnce(reply({}, { attachments: [large] }))).rejects.toMatchObject({ kind: 'transient' })
    expect(sink.received).toEqual([])
  })

  it('is sent again by itself when it was aborted before it began', async () => {
    await expect(sendOnce(reply(), {}, AbortSignal.abort())).rejects.toMatchObject({ kind: 'transient' })
    expect(sink.received).toEqual([])
  })

  it('goes out on the next connection after the server closed the last one', async () => {
    await using connection = open()
    await connection.send(reply(), new AbortController().signal)
    sink.script({ do: 'cut', at: 'after_dot', kept: false })
    await expect(connection.send(reply(), new AbortController().signal)).rejects.toMatchObject({ kind: 'unconfirmed' })
    await connection.send(reply(), new AbortController().signal)
    expect(sink.received).toHaveLength(2)
  })
})
