import type { OwnIdentities } from '@cordboard/core/channel/channel'
import type { InboundEvent, InboundMessage } from '@cordboard/core/message'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { normalise } from '../src/normalise.ts'
import { recipient } from '../src/recipient.ts'

const self: OwnIdentities = { keys: ['support@desk.example'], displayName: 'Example Support' }

async function read(raw: Uint8Array | string): Promise<InboundEvent> {
  const bytes = typeof raw === 'string' ? Buffer.from(raw.replaceAll('\n', '\r\n')) : raw
  const events = await normalise(
    { bytes, mediaType: 'message/rfc822', key: 'INBOX:1:1', receivedAt: new Date(0) },
    self,
  )
  expect(events).toHaveLength(1)
  const [event] = events
  if (!event) throw new Error('no event')
  return event
}

async function message(raw: Uint8Array | string): Promise<InboundMessage> {
  const event = await read(raw)
  if (event.kind !== 'message') throw new Error(`a ${event.kind}`)
  return event
}

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}.eml`, import.meta.url))
const above = ({ body }: InboundMessage) => (body.textFold === null ? null : body.text.slice(0, body.textFold).trim())
const shown = (html: string | null) =>
  html
    ?.replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim() ?? null

describe('quoted history is folded, whatever mail program wrote it', () => {
  const replies: [string, string][] = [
    ['gmail-reply', 'Thank you, the money arrived.'],
    ['apple-mail-reply', 'Still nothing here.'],
    ['outlook-zh-reply', '已经收到，谢谢。'],
    ['outlook-web-reply', 'It works now.'],
    ['qq-reply', '还是没有到账，请再查一下。'],
    ['163-reply', '好的，知道了。'],
    ['foxmail-reply', '请尽快处理。'],
    ['aliyun-reply', '收到，谢谢。'],
  ]
  test.each(replies)('%s', async (name, answer) => {
    const mail = await message(fixture(name))
    expect(shown(mail.body.foldedHtml)).toBe(answer)
    expect(above(mail)?.replace(/\s+/g, ' ')).toBe(answer)
    expect(mail.body.text.length).toBeGreaterThan(answer.length)
    expect(mail.references).toEqual(['<r2@desk.example>', '<r1@desk.example>'])
  })

  test('answers between the quotes stay', async () => {
    const mail = await message(fixture('gmail-inline-answers'))
    expect(mail.body.textFold).toBeNull()
    expect(shown(mail.body.foldedHtml)).toBe('TRC20. About 300.')
  })

  test('a forwarded mail stays open, for it is what the customer wants read', async () => {
    expect((await message(fixture('gmail-forward'))).body).toMatchObject({ textFold: null, foldedHtml: null })
  })

  test('a line the customer quotes by hand is no history', async () => {
    expect((await message(fixture('plain-own-quote'))).body.textFold).toBeNull()
  })
})

describe('character sets', () => {
  test('GBK that nobody labelled', async () => {
    const mail = await message(fixture('gbk-unlabelled'))
    expect(mail.from.displayName).toBe('李梅')
    expect(mail.subject).toBe('提现没有到账，请帮忙')
    expect(mail.body.text.trim()).toBe('你好，我的提现没有到账，请帮忙查一下。谢谢！')
  })
  test('GB18030 that calls itself GB2312', async () => {
    expect((await message(fixture('gb2312-label-gb18030'))).body.text.trim()).toBe('我叫李㼆，住在𠮷林。')
  })
  test('HTML that alone knows its character set', async () => {
    expect(shown((await message(fixture('gbk-html-meta'))).body.html)).toBe('提现没有到账')
  })
  test('accented letters in bare headers do not turn Chinese', async () => {
    const mail = await message(fixture('latin1-header'))
    expect([mail.from.displayName, mail.subject, mail.body.text.trim()]).toEqual([
      'Jürgen Müller',
      'Grüße',
      'Schöne Grüße',
    ])
  })
})

describe('mail nobody wrote', () => {
  test('a delivery report names the reply it is about by envelope id, then by Message-ID', async () => {
    const withToken = fixture('bounce-postfix')
      .toString()
      .replace(/reply\+2Babc123@desk.example/, 'cord-1f.2e')
    const keyed = await read(Buffer.from(withToken))
    expect(keyed).toMatchObject({ reportId: 'cord-1f.2e', about: ['<r9@desk.example>'] })
    const event = await read(fixture('bounce-postfix'))
    expect(event).toMatchObject({
      kind: 'delivery_report',
      reportId: null,
      about: ['<reply+abc123@desk.example>', '<r9@desk.example>'],
      recipients: ['nobody@outside.example'],
      outcome: 'failed',
      detail: 'Not delivered to nobody@outside.example: the address does not exist.',
      otherwise: { automation: 'bounce' },
    })
  })
  test('a report names a recipient as the desk does, though servers write the domain as the DNS has it', async () => {
    const elsewhere = fixture('bounce-postfix').toString().replaceAll('outside.example', 'xn--fsqu00a.example')
    expect(await read(Buffer.from(elsewhere))).toMatchObject({ recipients: ['nobody@例子.example'] })
    const sender = await message('From: nobody@xn--fsqu00a.example\nSubject: x\n\nHello')
    expect(sender.from.key).toBe('nobody@例子.example')
    expect(recipient('Nobody@xn--fsqu00a.example')?.key).toBe('nobody@例子.example')
  })
  test('a bounce in plain words is tied to the reply it quotes', async () => {
    expect(await read(fixture('bounce-plain'))).toMatchObject({
      kind: 'delivery_report',
      about: ['<r7@desk.example>'],
      recipients: ['mei@qq.example', 'r7@desk.example'],
      outcome: 'failed',
    })
  })
  test('a customer who attaches a report to an answer has written an answer', async () => {
    const report = 'Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n'
    const mail = await message(
      `From: Mei <mei@outside.example>\nIn-Reply-To: <r7@desk.example>\nSubject: Re: Order\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nWhat does this mean?\n--b\nContent-Type: message/delivery-status\n\n${report}\n--b--\n`,
    )
    expect(mail.body.text.trim()).toBe('What does this mean?')
  })
  test('a read receipt says read', async () => {
    expect(await read(fixture('read-receipt'))).toMatchObject({
      kind: 'delivery_report',
      about: ['<r3@desk.example>'],
      outcome: 'read',
    })
  })
  test('an answering machine and a newsletter are marked', async () => {
    expect((await message(fixture('auto-reply'))).automation).toBe('auto_reply')
    expect((await message(fixture('newsletter'))).automation).toBe('bulk')
  })
  test('customers who write through the desk’s own mailing list are people', async () => {
    const mail = await message(
      'From: a@b.example\nList-Post: <mailto:support@desk.example>\nList-Id: <x.y>\nPrecedence: list\n\nHi',
    )
    expect(mail.automation).toBe('none')
  })
})

describe('files', () => {
  test('an image of the body keeps its id, and its name loses the path', async () => {
    const mail = await message(fixture('inline-image'))
    expect(mail.body.html).toContain('src="cid:shot@outside"')
    expect(mail.attachments).toMatchObject([
      { mediaType: 'image/png', contentId: 'shot@outside', inline: true, size: 70 },
    ])
    expect(mail.attachments[0]?.fileName).not.toMatch(/[\\/]/)
  })
  test('enclosed mails, invitations and winmail.dat are kept as files', async () => {
    const mail = await message(fixture('many-files'))
    expect(mail.attachments.map(({ fileName }) => fileName)).toEqual(['Inner.eml', 'invitation.ics', 'winmail.dat'])
    expect(mail.body.text.trim()).toBe('Three files.')
  })
  test('a mail that mixes text and HTML parts shows both', async () => {
    const { body } = await message(fixture('mixed-text-and-html'))
    expect(shown(body.html)).toBe('First &lt;part&gt;. Second part.')
    expect(body.text).toBe('First <part>.\n\nSecond part.')
  })
})

describe('identity', () => {
  const mail =
    'From: Mei <Mei@Outside.example>\nReply-To: thief@evil.example\nMessage-ID: <same@outside.example>\nDate: Tue, 3 Nov 2026 10:20:30 +0800\nSubject: S\n\nBody\n'
  test('From identifies, never Reply-To', async () => {
    expect((await message(mail)).from).toEqual({
      key: 'mei@outside.example',
      address: 'Mei@Outside.example',
      displayName: 'Mei',
    })
  })
  test('the same mail has the same id whatever way it came', async () => {
    expect((await message(`Received: from elsewhere\n${mail}`)).externalId).toBe((await message(mail)).externalId)
  })
  test('a reused Message-ID over other content is another mail', async () => {
    const [first, second] = [await message(mail), await message(mail.replace('Body', 'Other'))]
    expect(first.threadIds).toEqual(second.threadIds)
    expect(first.externalId).not.toBe(second.externalId)
  })
  test('mail without Message-ID is known by its bytes', async () => {
    expect((await message('From: a@b.example\n\nHi')).externalId).toMatch(/^sha256:[0-9a-f]{64}$/)
  })
  test('mails that name no sender are shown, and are not one person’s', async () => {
    const [first, second] = [await message('Subject: one\n\nHi'), await message('From: nonsense\nSubject: two\n\nHi')]
    expect(first.from.key).toMatch(/@sender\.invalid$/)
    expect(first.from.key).not.toBe(second.from.key)
  })
  test('a mail in our own name leaves it to the ledger of replies whether it is ours', async () => {
    const event = await read('From: Support@desk.example\nMessage-ID: <forged@evil.example>\n\nHi')
    expect(event).toMatchObject({
      kind: 'own_message',
      threadIds: ['<forged@evil.example>'],
      otherwise: { kind: 'message' },
    })
  })
  test('no date is better than a wrong one', async () => {
    expect((await message('From: a@b.example\nDate: yesterday\n\nHi')).sentAt).toBeNull()
    expect((await message(mail)).sentAt).toEqual(new Date('2026-11-03T02:20:30Z'))
  })
})

test('what the parser refuses becomes an entry that says whose it was', async () => {
  const parts = '--b\nContent-Type: text/plain\n\nx\n'.repeat(2_000)
  const event = await read(
    `From: Mei <mei@outside.example>\nSubject: Bomb\nContent-Type: multipart/mixed; boundary=b\n\n${parts}--b--`,
  )
  expect(event).toMatchObject({ kind: 'unreadable', from: { key: 'mei@outside.example' }, subject: 'Bomb' })
})
