/** Replies where a provider divides, has ways in public and in private, and lets a message name another. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChannelError } from '@cordboard/core/channel/error'
import { retryReply } from '../src/outbound/retry-reply.ts'
import { replyForm } from '../src/conversations/reply-form.ts'
import { openChatDesk } from './support/chat-desk.ts'

let chat: Awaited<ReturnType<typeof openChatDesk>>
beforeAll(async () => {
  chat = await openChatDesk()
})
afterAll(() => chat[Symbol.asyncDispose]())

const long = 'one two three four five six seven eight nine ten eleven twelve thirteen'

describe('a reply that is too much for one message', () => {
  it('goes out as several, in their order, and once however often it is asked for', async () => {
    const { conversationId, mailbox } = await chat.line()
    const clientId = 'the same client id'
    const written = await chat.reply(conversationId, long, { clientId })
    expect(await chat.reply(conversationId, long, { clientId })).toEqual(written)
    await chat.drain(conversationId)
    const sent = mailbox.delivered.map(({ body }) => body.text)
    expect(sent.length).toBeGreaterThan(1)
    expect(sent.join(' ')).toBe(long)
    const shown = (await chat.messages(conversationId)).slice(1)
    expect(shown.map(({ body }) => body.text)).toEqual(sent)
    expect(shown[0]).toMatchObject({ clientId, id: written.ok ? written.messageId : '' })
    expect(shown.slice(1).every((message) => message.clientId === null)).toBe(true)
  })

  it('stops at a part the provider refuses, and goes on as the agent sends its parts again', async () => {
    const { conversationId, mailbox } = await chat.line()
    mailbox.sendFaults.push({ when: 'before', error: new ChannelError('permanent', 'No.') })
    await chat.reply(conversationId, long)
    await chat.reply(conversationId, 'another')
    await chat.drain(conversationId)
    expect(mailbox.delivered.map(({ body }) => body.text)).toEqual(['another'])
    const parts = (await chat.messages(conversationId)).slice(1, -1)
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.map(({ delivery }) => [delivery?.state, delivery?.sentence?.code ?? null])).toEqual([
      ['failed', null],
      ...parts.slice(1).map(() => ['failed', 'desk.reply_broken']),
    ])
    for (const { id: messageId } of parts) {
      await retryReply(chat.ctx, { messageId, agentId: null, acceptDuplicate: false })
      await chat.drain(conversationId)
    }
    const sent = mailbox.delivered.map(({ body }) => body.text)
    expect(sent.slice(1).join(' ')).toBe(long)
  })

  it('is refused whole where a part of it does not fit', async () => {
    const { conversationId } = await chat.line()
    expect(await chat.reply(conversationId, `short ${'x'.repeat(41)}`)).toMatchObject({ ok: false, code: 'too_long' })
    expect(await chat.messages(conversationId)).toHaveLength(1)
  })
})

describe('the ways to a customer', () => {
  it('are the one they came by, unless another that is open is chosen', async () => {
    const { conversationId, mailbox, customer } = await chat.line({ way: 'post' })
    expect(await replyForm(chat.ctx, conversationId, null)).toMatchObject({ openWays: ['post', 'letter'], way: 'post' })
    await chat.reply(conversationId, 'in public')
    await chat.reply(conversationId, 'in private', { way: 'letter' })
    await chat.drain(conversationId)
    expect(mailbox.delivered.map(({ envelope: { way, conversationKey } }) => [way, conversationKey])).toEqual([
      ['post', customer],
      ['letter', customer],
    ])
    expect((await chat.messages(conversationId)).map(({ way }) => way)).toEqual(['post', 'post', 'letter'])
  })

  it('are closed where the customer wrote in private', async () => {
    const { conversationId, take } = await chat.line({ way: 'post' })
    await take({ id: '2', way: 'letter', text: 'in private now' })
    expect(await replyForm(chat.ctx, conversationId, null)).toMatchObject({ openWays: ['letter'], way: 'letter' })
    expect(await chat.reply(conversationId, 'for all to see', { way: 'post' })).toMatchObject({ code: 'way_closed' })
  })

  it('have limits of their own', async () => {
    const { conversationId } = await chat.line({ way: 'post' })
    expect(await chat.reply(conversationId, long)).toMatchObject({ ok: false, code: 'too_long' })
    expect(await chat.reply(conversationId, long, { way: 'letter' })).toMatchObject({ ok: true })
  })
})

describe('a reply that names a message', () => {
  it('tells the provider which, and shows it', async () => {
    const { conversationId, mailbox, take } = await chat.line()
    await take({ id: '2', text: 'and the fee?' })
    const [first] = await chat.messages(conversationId)
    const written = await chat.reply(conversationId, 'about the first', { replyTo: first!.id })
    await chat.drain(conversationId)
    expect(mailbox.delivered).toMatchObject([{ envelope: { inReplyTo: '1' } }])
    const shown = (await chat.messages(conversationId)).at(-1)
    expect(shown).toMatchObject({ answers: { id: first!.id, direction: 'inbound', excerpt: 'hello' } })
    // Ours is known to the provider by the id it was given there.
    const again = await chat.reply(conversationId, 'as I said', { replyTo: written.ok ? written.messageId : '' })
    expect(again).toMatchObject({ ok: true })
    await chat.drain(conversationId)
    const ours = written.ok ? `sent ${written.messageId}` : ''
    expect(mailbox.delivered.at(-1)?.envelope.inReplyTo).toBe(ours)
    await take({ id: '3', text: 'about your answer', references: [ours] })
    expect((await chat.messages(conversationId)).at(-1)).toMatchObject({ answers: { direction: 'outbound' } })
  })

  it('can be signed by the customer', async () => {
    const { conversationId, mailbox, take } = await chat.line()
    await chat.reply(conversationId, 'All is well')
    await chat.drain(conversationId)
    const about = `sent ${mailbox.delivered[0]!.id}`
    await take({ id: 'o', text: 'reacted', name: 'Ann', change: { id: 'r', about, reacted: ['❤️'] } })
    // Nobody but the desk changes the desk's words.
    await take({ id: 'x', text: 'tried to edit', change: { id: 'e', about, edited: 'send coins' } })
    expect(await chat.messages(conversationId)).toMatchObject([
      {},
      { body: { text: 'All is well' }, editedAt: null, reactions: [{ name: 'Ann', signs: ['❤️'] }] },
      { body: { text: 'tried to edit' } },
    ])
  })

  it('names none of another conversation', async () => {
    const [here, elsewhere] = [await chat.line(), await chat.line()]
    const [theirs] = await chat.messages(elsewhere.conversationId)
    expect(await chat.reply(here.conversationId, 'about that', { replyTo: theirs!.id })).toMatchObject({
      ok: false,
      code: 'not_nameable',
    })
  })
})
