import { describe, expect, it } from 'vitest'
import type { OutboundAttachment } from '@cordboard/core/channel/channel'
import { htmlPage, Refusal, refusal, tooManyRequests } from '../pretend/answers.ts'
import { handOver } from '../pretend/faults.ts'
import { fakeGroup } from '../pretend/people.ts'
import { failureOf, never, openLine } from './open-line.ts'

function file(fileName: string, mediaType: string, size = 20): OutboundAttachment {
  const bytes = new Uint8Array(size).map((_, index) => index % 251)
  return { fileName, mediaType, size, contentId: null, open: async () => new Blob([bytes]).stream() }
}

const refuse = (code: number, description: string, parameters?: Record<string, number>) =>
  ({ do: 'answer', answer: refusal(new Refusal(code, description, parameters)) }) as const

describe('a reply', () => {
  it('arrives with its marks, counted as Telegram counts', async () => {
    await using line = await openLine()
    await line.connection.send(
      line.reply('😀 **Dear** [you](https://a.example/x?y=1&z=2), `code` & <b>this</b>'),
      never,
    )
    const [sent] = line.bot.sent
    expect(sent?.text).toBe('😀 Dear you, code & <b>this</b>')
    const marked = sent?.entities.map(({ type, offset, length, url }) => [
      type,
      sent.text.slice(offset, offset + length),
      url,
    ])
    expect(marked).toEqual([
      ['bold', 'Dear', undefined],
      ['text_link', 'you', 'https://a.example/x?y=1&z=2'],
      ['code', 'code', undefined],
    ])
  })

  it('answers the message it names, and leaves when that is gone', async () => {
    await using line = await openLine()
    const { bot, provider } = line
    const asked = bot.hears(provider.people[0]!, { text: 'question' })
    const reply = line.reply('answer', {})
    const envelope = { ...reply.envelope, inReplyTo: `${provider.people[0]!.id}:${String(asked['message_id'])}` }
    await line.connection.send({ ...reply, envelope }, never)
    await line.connection.send({ ...reply, envelope, attachments: [file('a.pdf', 'application/pdf')] }, never)
    expect(bot.sent.map(({ replyTo }) => replyTo)).toEqual([asked['message_id'], asked['message_id']])
    expect(bot.calls.at(-1)?.values['reply_parameters']).toMatchObject({ allow_sending_without_reply: true })
    const stranger = { ...reply.envelope, inReplyTo: '999:1' }
    await line.connection.send({ ...reply, envelope: stranger }, never)
    expect(bot.sent.at(-1)?.replyTo).toBeNull()
  })

  it('goes to the topic and to the business account it came from', async () => {
    await using line = await openLine()
    const group = fakeGroup(-100_123, 'Traders', { is_forum: true })
    line.bot.chats.set(group.id, group)
    const { envelope, ...reply } = line.reply('here')
    const to = (key: string, conversationKey: string) => ({
      ...reply,
      envelope: { ...envelope, to: [key], conversationKey },
    })
    await line.connection.send(to('-100123/77', '-100123/77'), never)
    const customer = line.provider.customers[0]!.key
    const { externalIds } = await line.connection.send(to(customer, `${customer}@bc-1`), never)
    expect(line.bot.sent.map(({ chatId, threadId, business }) => ({ chatId, threadId, business }))).toEqual([
      { chatId: -100_123, threadId: 77, business: null },
      { chatId: Number(customer), threadId: null, business: 'bc-1' },
    ])
    expect(externalIds).toEqual([`${customer}@bc-1:1`])
  })

  it('goes to nobody whom the agent did not see', async () => {
    await using line = await openLine()
    const { envelope, ...reply } = line.reply('secret')
    const [one, two] = line.provider.customers
    for (const [to, conversationKey] of [
      [[one!.key], two!.key],
      [[one!.key, two!.key], one!.key],
      [['x'], null],
    ] as const) {
      const wrong = { ...reply, envelope: { ...envelope, to, conversationKey } }
      expect(await failureOf(line, line.connection.send(wrong, never))).toMatchObject({ kind: 'permanent' })
    }
    expect(line.bot.sent).toEqual([])
  })

  it('carries pictures and files as albums, with its words on the first', async () => {
    await using line = await openLine()
    const pictures = [file('a.jpg', 'image/jpeg'), file('b.png', 'image/png')]
    const { externalIds } = await line.connection.send(line.reply('**Look**', { attachments: pictures }), never)
    expect(externalIds).toHaveLength(2)
    expect(line.bot.sent.map(({ text, file: sent, method }) => [method, text, sent?.fileName, sent?.kind])).toEqual([
      ['sendMediaGroup', 'Look', 'a.jpg', 'photo'],
      ['sendMediaGroup', '', 'b.png', 'photo'],
    ])
    expect(line.bot.sent[0]?.entities).toEqual([{ type: 'bold', offset: 0, length: 4 }])
    await line.connection.send(
      line.reply('', { attachments: [file('evil"\r\nx-header: 1.pdf', 'application/pdf')] }),
      never,
    )
    expect(line.bot.sent.at(-1)?.file).toMatchObject({ fileName: 'evilx-header: 1.pdf', kind: 'document' })
    const mixed = line.reply('', { attachments: [...pictures, file('c.pdf', 'application/pdf')] })
    expect(await failureOf(line, line.connection.send(mixed, never))).toMatchObject({
      sentence: { code: 'telegram.needs_parts' },
    })
  })

  it('sends a picture Telegram finds no picture as a file', async () => {
    await using line = await openLine()
    line.bot.faults.next(handOver, refuse(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'))
    await line.connection.send(line.reply('', { attachments: [file('long.png', 'image/png')] }), never)
    expect(line.bot.sent.map(({ file: sent }) => sent?.kind)).toEqual(['document'])
  })

  it('follows a group to its new number, once', async () => {
    await using line = await openLine()
    const group = fakeGroup(-77, 'Traders', { type: 'group' })
    line.bot.upgraded(group, -100_777)
    const { envelope, ...reply } = line.reply('still here?')
    const { externalIds } = await line.connection.send(
      { ...reply, envelope: { ...envelope, to: ['-77'], conversationKey: '-77' } },
      never,
    )
    expect(externalIds).toEqual(['-100777:1'])
    expect(line.bot.sent).toHaveLength(1)
  })

  it('is not sent when its file cannot be read to the end', async () => {
    await using line = await openLine()
    const broken = { ...file('a.pdf', 'application/pdf', 200_000), open: async () => new Blob(['short']).stream() }
    const error = await failureOf(line, line.connection.send(line.reply('x', { attachments: [broken] }), never))
    expect(error).toMatchObject({ kind: 'transient', sentence: { code: 'telegram.file_unreadable' } })
    expect(line.bot.sent).toEqual([])
  })
})

describe('a refused reply says why', () => {
  it.each([
    [403, 'Forbidden: bot was blocked by the user', 'blocked'],
    [403, 'Forbidden: user is deactivated', 'deactivated'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'not_started'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'put_out'],
    [400, 'Bad Request: not enough rights to send text messages to the chat', 'may_not_write'],
    [400, 'Bad Request: TOPIC_CLOSED', 'topic_closed'],
    [400, 'Bad Request: chat not found', 'chat_gone'],
    [400, 'Bad Request: BUSINESS_PEER_USAGE_MISSING', 'answered_too_late'],
    [400, 'Bad Request: BUSINESS_CONNECTION_INVALID', 'business_cut'],
    [400, 'Bad Request: something new', 'refused'],
  ])('%i %s', async (code, description, sentence) => {
    await using line = await openLine()
    line.bot.faults.next(handOver, refuse(code, description))
    const error = await failureOf(line, line.connection.send(line.reply('x'), never))
    expect(error).toMatchObject({ kind: 'permanent', scope: 'message', sentence: { code: `telegram.${sentence}` } })
    expect(line.bot.sent).toEqual([])
  })

  it('and that its file is too large for whatever stands before Telegram', async () => {
    await using line = await openLine()
    line.bot.faults.next(handOver, { do: 'answer', answer: htmlPage(413, 'Request Entity Too Large') })
    const reply = line.reply('x', { attachments: [file('a.pdf', 'application/pdf')] })
    const error = await failureOf(line, line.connection.send(reply, never))
    expect(error).toMatchObject({ kind: 'permanent', sentence: { code: 'telegram.too_large' } })
  })

  it('and that the token is dead', async () => {
    await using line = await openLine()
    line.provider.telegram.revoke(line.bot.token)
    expect(await failureOf(line, line.connection.send(line.reply('x'), never))).toMatchObject({
      kind: 'needs_reauth',
      scope: 'account',
    })
  })
})

describe('an unanswered reply is never repeated by itself', () => {
  it.each([
    ['the connection is cut after it was taken', { do: 'take_then_cut' }, 1],
    ['the connection is cut before', { do: 'cut' }, 0],
    [
      'a proxy answers with a page after it was taken',
      { do: 'take_then_answer', answer: htmlPage(502, 'Bad Gateway') },
      1,
    ],
    ['a proxy claims success with a page', { do: 'take_then_answer', answer: htmlPage(200, 'OK') }, 1],
    ['nothing is answered in time', { do: 'take_then_silence' }, 1],
  ] as const)('when %s', async (_name, fault, taken) => {
    await using line = await openLine()
    for (const attachments of [[], [file('a.pdf', 'application/pdf')]]) {
      line.bot.faults.next(handOver, fault)
      const error = await failureOf(line, line.connection.send(line.reply('x', { attachments }), never))
      expect(error).toMatchObject({ kind: 'unconfirmed' })
    }
    expect(line.bot.sent).toHaveLength(2 * taken)
  })

  it('but waits where Telegram certainly did nothing', async () => {
    await using line = await openLine()
    line.bot.faults.next(handOver, refuse(503, 'Service Unavailable'))
    expect(await failureOf(line, line.connection.send(line.reply('x'), never))).toMatchObject({ kind: 'transient' })
    await line.provider.down()
    const attachments = [file('a.pdf', 'application/pdf')]
    for (const reply of [line.reply('x'), line.reply('x', { attachments })])
      expect(await failureOf(line, line.connection.send(reply, never))).toMatchObject({
        kind: 'transient',
        scope: 'account',
      })
  })
})

describe('a flood', () => {
  it('is taken for the chat’s own, until a second chat is told to wait as well', async () => {
    await using line = await openLine()
    const scopes: unknown[] = []
    for (const customer of [0, 0, 1]) {
      line.bot.faults.next(handOver, { do: 'answer', answer: refusal(tooManyRequests(30)) })
      const { envelope, ...reply } = line.reply('x')
      const { key } = line.provider.customers[customer]!
      const error = await failureOf(
        line,
        line.connection.send({ ...reply, envelope: { ...envelope, to: [key], conversationKey: key } }, never),
      )
      expect(error).toMatchObject({ kind: 'rate_limited', retryAfterMs: 30_000 })
      scopes.push((error as { scope: string }).scope)
    }
    expect(scopes).toEqual(['message', 'message', 'account'])
  })
})
