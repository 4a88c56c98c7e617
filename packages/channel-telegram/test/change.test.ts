import { describe, expect, it } from 'vitest'
import { refusal, Refusal } from '../pretend/answers.ts'
import { failureOf, never, openLine, type OpenLine } from './open-line.ts'

async function sentReply(line: OpenLine, markdown: string) {
  const reply = line.reply(markdown)
  const { externalIds } = await line.connection.send(reply, never)
  return { ...reply, providerIds: externalIds }
}

describe('what was sent', () => {
  it('gets new words and marks, and the same ones again without harm', async () => {
    await using line = await openLine()
    const reply = await sentReply(line, 'before')
    const edited = { ...reply, body: { ...line.reply('after **all**').body } }
    await line.connection.edit!(edited, never)
    await line.connection.edit!(edited, never)
    expect(line.bot.sent).toMatchObject([
      { text: 'after all', edits: 1, entities: [{ type: 'bold', offset: 6, length: 3 }] },
    ])
  })

  it('gets a new caption where it is a file', async () => {
    await using line = await openLine()
    const open = async () => new Blob(['x']).stream()
    const attachments = [{ fileName: 'a.pdf', mediaType: 'application/pdf', size: 1, contentId: null, open }]
    const reply = line.reply('before', { attachments })
    const { externalIds } = await line.connection.send(reply, never)
    await line.connection.edit!({ ...reply, providerIds: externalIds, body: line.reply('after').body }, never)
    expect(line.bot.sent).toMatchObject([{ text: 'after', edits: 1 }])
  })

  it('is taken back, also when it is gone already', async () => {
    await using line = await openLine()
    const reply = await sentReply(line, 'oops')
    await line.connection.retract!(reply, never)
    await line.connection.retract!(reply, never)
    expect(line.bot.sent).toMatchObject([{ deleted: true }])
  })

  it('cannot be changed where Telegram says no, or where it was never sent', async () => {
    await using line = await openLine()
    const reply = await sentReply(line, 'old')
    line.bot.faults.next(/^deleteMessage$/, {
      do: 'answer',
      answer: refusal(new Refusal(400, "Bad Request: message can't be deleted for everyone")),
    })
    expect(await failureOf(line, line.connection.retract!(reply, never))).toMatchObject({
      kind: 'permanent',
      sentence: { code: 'telegram.not_retractable' },
    })
    expect(await failureOf(line, line.connection.edit!({ ...reply, providerIds: [] }, never))).toMatchObject({
      kind: 'permanent',
    })
  })

  it('is only delayed by a line that breaks, since it may be changed again', async () => {
    await using line = await openLine()
    const reply = await sentReply(line, 'before')
    line.bot.faults.next(/^editMessageText$/, { do: 'take_then_cut' })
    const edited = { ...reply, body: line.reply('after').body }
    expect(await failureOf(line, line.connection.edit!(edited, never))).toMatchObject({ kind: 'transient' })
    await line.connection.edit!(edited, never)
    expect(line.bot.sent).toMatchObject([{ text: 'after', edits: 1 }])
  })

  it('is announced while it is written', async () => {
    await using line = await openLine()
    await line.connection.showTyping!(line.reply('').envelope, never)
    expect(line.bot.calls.at(-1)).toMatchObject({ method: 'sendChatAction', values: { action: 'typing' } })
  })
})
