/** Attackers who want a header, a recipient or a part of their own in the mail the desk sends. Read where it arrives: at the SMTP server. */
import { startSmtpSink, type SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { ChannelError } from '@cordboard/core/channel/error'
import type { OutboundMessage } from '@cordboard/core/channel/channel'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { address } from '../../src/address.ts'
import { openConnection } from '../../src/connection.ts'
import { render } from '../../src/render.ts'
import { file, quickPace, reply, sendPassword, settingsFor } from '../support-account.ts'
import { readMail } from './read-mail.ts'

const injected = 'x\r\nBcc: thief@evil.example\r\nX-Injected: 1\r\n\r\n<b>other body</b>'
const ordinary =
  /^(from|to|subject|message-id|date|mime-version|content-(type|transfer-encoding|disposition|id)|in-reply-to|references|received|return-path|x-received-by|auto-submitted)$/i

let sink: SmtpSink
beforeAll(async () => {
  sink = await startSmtpSink({ accounts: { support: sendPassword }, maxBytes: 2_000_000 })
})
afterAll(() => sink[Symbol.asyncDispose]())

/** What arrived, or `null` where the channel refused to send it. */
async function sent(message: OutboundMessage) {
  const before = sink.received.length
  await using connection = openConnection(
    settingsFor({ smtp: { port: sink.port, ca: sink.ca } }),
    new RecordingHost(),
    quickPace,
  )
  try {
    await connection.send(message, new AbortController().signal)
  } catch (error) {
    if (error instanceof ChannelError) return null
    throw error
  }
  const arrived = sink.received[before]
  if (!arrived) throw new Error('nothing arrived')
  return { ...arrived, text: arrived.raw.toString('latin1') }
}

function expectNothingInjected(arrived: Awaited<ReturnType<typeof sent>>, to: readonly string[]): void {
  if (arrived === null) return
  expect(arrived.envelope.to).toEqual(to)
  const fields = arrived.text
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .filter((line) => /^[\w-]+:/.test(line))
    .map((line) => line.split(':')[0] ?? '')
  expect(fields.filter((name) => !ordinary.test(name))).toEqual([])
  expect(arrived.text).not.toMatch(/^(bcc|x-injected):/im)
}

describe('an attacker who wants a header or a recipient of his own', () => {
  it.each([
    ['subject', { subject: injected }],
    ['In-Reply-To', { inReplyTo: `<a@b>${injected}` }],
    ['References', { references: [`<a@b>${injected}`, injected] }],
    ['Message-ID', { externalId: `<a@b>${injected}` }],
    ['display name', { from: `"${injected}" <support@desk.test>` }],
    ['sender', { from: `support@desk.test${injected}` }],
    ['recipient', { to: [`jane@customer.test${injected}`] }],
    ['second recipient in one', { to: ['jane@customer.test, thief@evil.example'] }],
    ['recipient with parameters', { to: ['jane@customer.test> NOTIFY=NEVER <thief@evil.example'] }],
    ['copy', { cc: [`copy@customer.test${injected}`] }],
    ['report id', { reportId: `x\r\nRCPT TO:<thief@evil.example>` }],
  ])('by the %s', async (_, envelope) => {
    const message = reply({ to: ['jane@customer.test'], ...envelope })
    expectNothingInjected(await sent(message), ['jane@customer.test'])
  })

  it.each([
    ['file name', file(`a.txt"${injected}`, 'text/plain', Buffer.from('x'))],
    ['media type', file('a.txt', `text/plain${injected}`, Buffer.from('x'))],
    ['content id', file('a.png', 'image/png', Buffer.from('x'), `c@d>${injected}`)],
  ])('by a file’s %s', async (_, attachment) => {
    expectNothingInjected(await sent(reply({}, { attachments: [attachment] })), ['jane@customer.test'])
  })

  it('by everything he can write into his own mail, when the desk answers it', async () => {
    const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`
    const mail = await readMail([
      `From: ${word(`Mei${injected}`)} <mei@customer.test>`,
      `Subject: ${word(`Order${injected}`)}`,
      `Message-ID: <1@customer.test>${'\r\n '}<${word(injected)}@x>`,
      'References: <a b@c> <ok@customer.test> <"x\ry"@c> <\0@c>',
      'In-Reply-To: <ok@customer.test>',
      'Reply-To: thief@evil.example',
      'Cc: thief@evil.example',
      'Return-Path: <thief@evil.example>',
    ])
    const envelope = address({
      token: 'tok',
      reportToken: 'rep',
      self: { keys: ['support@desk.test'], displayName: 'Desk' },
      contact: { key: mail.from.key, displayName: mail.from.displayName },
      subject: mail.subject,
      history: [{ direction: 'inbound', externalId: mail.externalId, references: mail.references }],
    })
    const body = render('We look into it.')
    const arrived = await sent(reply(envelope, { body }))
    expect(arrived).not.toBeNull()
    expectNothingInjected(arrived, ['mei@customer.test'])
    const parsed = await simpleParser(arrived?.raw ?? '')
    expect(parsed.to).toMatchObject({ value: [{ address: 'mei@customer.test' }] })
    expect(parsed.text?.trim()).toBe('We look into it.')
    expect(parsed.inReplyTo).toBe('<1@customer.test>')
    const beside = arrived?.text.replace(/^Subject:.*\r\n(?:[ \t].*\r\n)*/m, '')
    expect(beside).not.toContain('evil')
  })
})
