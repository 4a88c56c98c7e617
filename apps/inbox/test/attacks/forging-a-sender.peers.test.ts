/** An attacker who writes in a customer's name, from the first byte to the painted screen: real servers, a real browser. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { until } from '@cordboard/channel-testkit/peers/until'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { screensFolder } from '../journeys/support/browser.ts'
import { seriousFaults, sideways } from '../journeys/support/inspect.ts'
import { mailboxSettings, openStage, type Stage } from '../journeys/support/stage.ts'

type Row = { id: string; linkedConversationId: string | null; linkedBecause: string | null }
type Message = {
  direction: string
  senderProof: string | null
  body: { text: string }
  replyTo: string[]
  delivery: { state: string } | null
}

const server = 'mx.desk.test'
const checked = (verdict: string) =>
  `Authentication-Results: ${server}; dmarc=${verdict} header.from=customer.test\r\nReceived: from mail.customer.test by ${server} with ESMTPS id 1`
const mailOf = (id: string, fields: readonly string[], text: string) =>
  `${fields.join('\r\n')}\r\nFrom: Ann <ann@customer.test>\r\nTo: support@desk.test\r\nMessage-ID: <${id}@customer.test>\r\nDate: ${new Date().toUTCString()}\r\nSubject: Withdrawal\r\n\r\n${text}\r\n`

describe.skipIf(!hasPeer('chromium') || !hasPeer('dovecot'))('an attacker who writes in a customer’s name', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
    const { items } = await stage.desk.call<{ items: { id: string }[] }>('GET', '/accounts')
    const settings = { ...mailboxSettings(stage.dovecot, stage.sink), trustedServer: server }
    await stage.desk.call('PATCH', `/accounts/${items[0]?.id}`, { settings })
  }, 120_000)
  afterAll(() => stage[Symbol.asyncDispose]())

  const conversations = async () => (await stage.desk.call<{ items: Row[] }>('GET', '/conversations')).items
  const messages = async (id: string) =>
    (await stage.desk.call<{ items: Message[] }>('GET', `/conversations/${id}/messages`)).items

  test('stands in a conversation of his own, and the screen says that the domain denies it', async () => {
    await stage.dovecot.deliver('support', mailOf('1', [checked('pass')], 'Where is my withdrawal?'))
    await until('Ann’s mail is there', async () => (await conversations()).length === 1, 20_000)
    const id = (await conversations())[0]?.id ?? ''
    const reply = { clientId: 'client-0001', text: 'We look into it.' }
    await stage.desk.call('POST', `/conversations/${id}/replies`, reply)
    await until('the answer is out', () => Promise.resolve(stage.sink.received.length === 1), 20_000)
    const answer = stage.sink.received[0]?.raw.toString() ?? ''
    const messageId = /^Message-ID: (<.*>)/im.exec(answer)?.[1] ?? ''
    expect(messageId).toMatch(/^<cord-[0-9a-z]{13}\.[0-9a-z]{19}@desk\.test>$/)

    const thread = [`In-Reply-To: ${messageId}`, `References: <1@customer.test> ${messageId}`]
    const forged = [
      checked('fail'),
      `Authentication-Results: ${server}; dmarc=pass header.from=customer.test`,
      ...thread,
    ]
    await stage.dovecot.deliver(
      'support',
      mailOf('2', [...forged, 'Reply-To: thief@evil.test'], 'Pay to this account instead.'),
    )
    await stage.dovecot.deliver('support', mailOf('3', [checked('pass'), ...thread], 'Thank you.'))
    await until(
      'all is there',
      async () => (await conversations()).length === 2 && (await messages(id)).length === 3,
      20_000,
    )

    expect((await messages(id)).map(({ body, senderProof }) => [body.text.trim(), senderProof])).toEqual([
      ['Where is my withdrawal?', 'proven'],
      ['We look into it.', null],
      ['Thank you.', 'proven'],
    ])
    const apart = (await conversations()).find((row) => row.id !== id)
    expect(apart).toMatchObject({ linkedConversationId: id, linkedBecause: 'refuted' })
    expect(await messages(apart?.id ?? '')).toMatchObject([{ senderProof: 'refuted', replyTo: ['thief@evil.test'] }])

    await mkdir(join(screensFolder, 'attacks'), { recursive: true })
    const words = {
      'en-US': [
        'The sender’s domain says this mail is not from it.',
        'Forged sender',
        'Sender verified',
        'thief@evil.test',
      ],
      'zh-CN': ['发件人的域名否认发出过此邮件。', '伪造发件人', '发件人已验证', 'thief@evil.test'],
    }
    for (const locale of ['en-US', 'zh-CN'] as const) {
      const [warning = '', mark = '', verified = '', elsewhere = ''] = words[locale]
      const { page } = await stage.sit(`/c/${apart?.id}?view=all`, { locale })
      await page.getByText(warning).first().waitFor()
      await page.getByText(mark).first().waitFor()
      await page.getByRole('button', { name: locale === 'zh-CN' ? '消息详情' : 'Message details' }).click()
      await page.getByText(elsewhere).waitFor()
      await page.screenshot({ path: join(screensFolder, 'attacks', `refuted-${locale}.png`) })
      expect(await seriousFaults(page)).toEqual([])
      await page.setViewportSize({ width: 320, height: 640 })
      expect(await sideways(page)).toBeLessThanOrEqual(0)
      await page.screenshot({ path: join(screensFolder, 'attacks', `refuted-narrow-${locale}.png`) })
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.goto(`${stage.desk.url}/c/${id}`)
      await page.getByRole('img', { name: verified }).first().waitFor()
      // What the real customer wrote before must not be mistaken for it either.
      await page.setViewportSize({ width: 1440, height: 800 })
      await page
        .getByLabel(locale === 'zh-CN' ? '客户' : 'Customer', { exact: true })
        .getByText(mark)
        .waitFor()
      await page.screenshot({ path: join(screensFolder, 'attacks', `proven-${locale}.png`) })
      expect(await seriousFaults(page)).toEqual([])
    }
  }, 120_000)

  test('cannot report on a reply with what he was sent, while the servers on its way can', async () => {
    const id = (await conversations()).find((row) => row.linkedConversationId === null)?.id ?? ''
    const answer = stage.sink.received[0]
    const messageId = /^Message-ID: (<.*>)/im.exec(answer?.raw.toString() ?? '')?.[1] ?? ''
    const report = (field: string, action: string) =>
      `From: mailer-daemon@evil.test\r\nTo: support@desk.test\r\nSubject: Delivery report\r\nMessage-ID: <${field.length}-${action}@evil.test>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nReport.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n${field}Reporting-MTA: dns; evil.test\r\n\r\nFinal-Recipient: rfc822; ann@customer.test\r\nAction: ${action}\r\nStatus: 2.0.0\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${messageId}\r\n\r\n--b--\r\n`
    const state = async () => (await messages(id)).find(({ direction }) => direction === 'outbound')?.delivery?.state
    await stage.dovecot.deliver('support', report('', 'delivered'))
    await until('the forged report is shown', async () => (await conversations()).length === 3, 20_000)
    expect(await state()).toBe('sent')
    const kept = await stage.desk.sql<{ id: string }>(
      "select envelope->>'reportId' as id from messages where direction = 'outbound'",
    )
    const reportId = kept[0]?.id ?? 'none'
    expect(answer?.raw.toString()).not.toContain(reportId)
    await stage.dovecot.deliver('support', report(`Original-Envelope-Id: ${reportId}\r\n`, 'delivered'))
    await until('the real one is believed', async () => (await state()) === 'delivered', 20_000)
  }, 60_000)

  test('cannot hide a mail in the desk’s own name behind a reply, though its true copy is not shown again', async () => {
    const sent = stage.sink.received[0]?.raw.toString() ?? ''
    const before = (await conversations()).length
    await stage.dovecot.deliver('support', sent)
    await stage.dovecot.deliver('support', sent.replaceAll('We look into it.', 'Pay to this account.'))
    await until('the forged copy is shown', async () => (await conversations()).length > before, 20_000)
    const rows = await conversations()
    expect(rows).toHaveLength(before + 1)
    const [forged] = await messages(rows[0]?.id ?? '')
    expect(forged?.body.text.trim()).toBe('Pay to this account.')
  }, 60_000)
})
