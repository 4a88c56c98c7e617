/** What is done at a provider besides sending: files are fetched, sent replies are changed, typing is shown. */
import { ChannelError } from '@cordboard/core/channel/error'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeAccount } from '../src/accounts/remove-account.ts'
import { inTransaction } from '../src/db/transaction.ts'
import { forgetChange, requestChange, type WantedChange } from '../src/errands/request-change.ts'
import { retryFile } from '../src/errands/retry-file.ts'
import { announceTyping } from '../src/errands/show-typing.ts'
import { formerWords } from '../src/messages/former-words.ts'
import { holdUndelivered } from '../src/restored/hold-undelivered.ts'
import { ringErrands } from '../src/sweep/ring-errands.ts'
import { openChatDesk } from './support/chat-desk.ts'

let chat: Awaited<ReturnType<typeof openChatDesk>>
beforeAll(async () => {
  chat = await openChatDesk()
})
afterAll(() => chat[Symbol.asyncDispose]())

const bytesOf = async (id: string) => {
  const { blob } = await chat.ctx.db
    .selectFrom('attachments')
    .select('blob')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return blob === null ? null : new Response(await chat.ctx.blobs.open(blob)).text()
}

const remote = [{ name: 'photo.txt', size: null, ref: 'photo' }]

describe('a file that a message only mentions', () => {
  const fileOf = async (conversationId: string) => (await chat.messages(conversationId))[0]!.attachments[0]!

  it('keeps the message waiting for nothing, and is fetched when somebody is rung for it', async () => {
    const { conversationId, mailbox } = await chat.line({ remote })
    mailbox.files.set('photo', 'pixels')
    expect(await fileOf(conversationId)).toMatchObject({ state: 'pending', size: null, fileName: 'photo.txt' })
    await chat.errands()
    const file = await fileOf(conversationId)
    expect(file).toMatchObject({ state: 'here', size: 6, detail: null })
    expect(await bytesOf(file.id)).toBe('pixels')
    const last = await chat.ctx.db
      .selectFrom('events')
      .select(['type', 'data'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    expect(last).toEqual({ type: 'message.changed', data: { because: 'file' } })
  })

  it('is tried again after what passes, at once when the sweep finds it due', async () => {
    const { conversationId, mailbox } = await chat.line({ remote })
    mailbox.files.set('photo', 'pixels')
    mailbox.faults.push(new ChannelError('transient', 'Not now.'), new Error('cut'))
    await chat.errands()
    expect(await fileOf(conversationId)).toMatchObject({ state: 'pending' })
    await ringErrands(chat.ctx)
    expect(chat.desk.rung.errands).toEqual([])
    for (const _ of mailbox.faults.slice(0)) {
      await chat.passTime()
      await ringErrands(chat.ctx)
      await chat.errands()
    }
    await chat.passTime()
    await ringErrands(chat.ctx)
    await chat.errands()
    expect(await fileOf(conversationId)).toMatchObject({ state: 'here' })
  })

  it('waits with all others of its account when the provider asks for a wait', async () => {
    const { conversationId, mailbox, take } = await chat.line({ remote })
    chat.desk.rung.errands.splice(0)
    await take({ id: '2', text: 'another', remote })
    mailbox.files.set('photo', 'pixels')
    mailbox.faults.push(...[1, 2].map(() => new ChannelError('rate_limited', 'Slowly.', { retryAfterMs: 60_000 })))
    await chat.errands()
    await ringErrands(chat.ctx)
    expect(chat.desk.rung.errands).toEqual([])
    mailbox.faults.splice(0)
    await chat.passTime()
    await ringErrands(chat.ctx)
    await chat.errands()
    const files = (await chat.messages(conversationId)).flatMap(({ attachments }) => attachments)
    expect(files.map(({ state }) => state)).toEqual(['here', 'here'])
  })

  it('fails with the provider’s sentence, until somebody tries again', async () => {
    const { conversationId, mailbox } = await chat.line({ remote })
    await chat.errands()
    const failed = await fileOf(conversationId)
    expect(failed).toMatchObject({ state: 'failed', detail: 'The provider keeps this file no longer.' })
    mailbox.files.set('photo', 'found')
    expect(await retryFile(chat.ctx, failed.id)).toMatchObject({ ok: true })
    await chat.errands()
    expect(await fileOf(conversationId)).toMatchObject({ state: 'here', detail: null })
  })

  it('is never asked for where the provider does not give it', async () => {
    const { conversationId } = await chat.line({ remote: [{ name: 'huge.bin', size: 3e8, ref: null }] })
    expect(chat.desk.rung.errands).toEqual([])
    const refused = await fileOf(conversationId)
    expect(refused).toMatchObject({ state: 'refused', detail: 'The provider does not give it.', size: 3e8 })
    expect(await retryFile(chat.ctx, refused.id)).toMatchObject({ ok: false, code: 'not_fetchable' })
  })
})

async function sentReply(text = 'You are fine') {
  const line = await chat.line()
  const written = await chat.reply(line.conversationId, text)
  if (!written.ok) throw new Error(written.message)
  await chat.drain(line.conversationId)
  const shown = async () => (await chat.messages(line.conversationId)).find(({ id }) => id === written.messageId)!
  const ask = (wanted: WantedChange) => requestChange(chat.ctx, { messageId: written.messageId, agentId: null, wanted })
  return { ...line, messageId: written.messageId, shown, ask }
}

describe('a reply that was sent', () => {
  it('says something else when the provider has changed it, and not before', async () => {
    const { shown, ask, mailbox, messageId, conversationId } = await sentReply()
    expect(await ask({ kind: 'edit', text: 'You are safe' })).toMatchObject({ ok: true })
    expect(await shown()).toMatchObject({ body: { text: 'You are fine' }, change: { kind: 'edit', state: 'waiting' } })
    await chat.errands()
    const providerIds = [`sent ${messageId}`, `also ${messageId}`]
    expect(mailbox.edits).toMatchObject([{ id: messageId, body: { text: 'You are safe' }, providerIds }])
    const after = await shown()
    expect(after).toMatchObject({ body: { text: 'You are safe' }, change: null })
    expect(after.editedAt).not.toBeNull()
    expect(await formerWords(chat.ctx, messageId)).toMatchObject([{ text: 'You are fine' }])
    const row = await chat.ctx.db
      .selectFrom('conversations')
      .select('snippet')
      .where('id', '=', conversationId)
      .executeTakeFirst()
    expect(row?.snippet).toBe('You are safe')
  })

  it('is taken back once, and stays readable', async () => {
    const { shown, ask, mailbox, messageId } = await sentReply()
    await ask({ kind: 'retract' })
    await chat.errands()
    expect(mailbox.retracted).toEqual([messageId])
    const after = await shown()
    expect(after).toMatchObject({ body: { text: 'You are fine' }, change: null })
    expect(after.deletedAt).not.toBeNull()
    expect(await ask({ kind: 'edit', text: 'too late' })).toMatchObject({ ok: false, code: 'retracted' })
  })

  it('is asked about again after what passes, and what was asked for last is what becomes of it', async () => {
    const { shown, ask, mailbox } = await sentReply()
    await ask({ kind: 'edit', text: 'first' })
    mailbox.faults.push(new ChannelError('unconfirmed', 'No answer came.'))
    await chat.errands()
    expect(await shown()).toMatchObject({ change: { state: 'waiting', detail: 'No answer came.' } })
    await ask({ kind: 'edit', text: 'second' })
    await chat.errands()
    expect(mailbox.edits.map(({ body }) => body.text)).toEqual(['second'])
    expect(await shown()).toMatchObject({ body: { text: 'second' }, change: null })
  })

  it('is never changed twice at once: what is asked for meanwhile follows at once, and stands in the end', async () => {
    const { shown, ask, mailbox } = await sentReply()
    await ask({ kind: 'edit', text: 'first' })
    const answer = mailbox.holdEdits()
    const first = chat.errands()
    await mailbox.editing
    await ask({ kind: 'edit', text: 'second' })
    await chat.errands()
    answer()
    await first
    await chat.errands()
    expect(mailbox.edits.map(({ body }) => body.text)).toEqual(['first', 'second'])
    expect(await shown()).toMatchObject({ body: { text: 'second' }, change: null })
  })

  it('stays as it is when the provider refuses, says so, and can be left at that', async () => {
    const { shown, ask, mailbox, messageId } = await sentReply()
    await ask({ kind: 'edit', text: 'never' })
    mailbox.faults.push(new ChannelError('permanent', 'It is too old to be changed.'))
    await chat.errands()
    const failed = { kind: 'edit', state: 'failed', detail: 'It is too old to be changed.' }
    expect(await shown()).toMatchObject({ body: { text: 'You are fine' }, editedAt: null, change: failed })
    await forgetChange(chat.ctx, { messageId, agentId: null })
    expect(await shown()).toMatchObject({ change: null })
  })

  it('is refused a change that the channel cannot make', async () => {
    const { ask, messageId, conversationId } = await sentReply()
    expect(await ask({ kind: 'edit', text: 'x'.repeat(41) })).toMatchObject({ code: 'too_long' })
    await chat.ctx.pool.query(`update messages set sent_at = now() - interval '49 hours' where id = $1`, [messageId])
    expect(await ask({ kind: 'edit', text: 'new' })).toMatchObject({ code: 'too_late' })
    expect(await ask({ kind: 'retract' })).toMatchObject({ ok: true })
    const [inbound] = await chat.messages(conversationId)
    const theirs = { messageId: inbound!.id, agentId: null, wanted: { kind: 'retract' } as const }
    expect(await requestChange(chat.ctx, theirs)).toMatchObject({ code: 'not_changeable' })
    chat.desk.rung.errands.splice(0)
  })
})

describe('an account that is removed', () => {
  it('leaves nothing that seems to be on its way', async () => {
    const { accountId, conversationId, messageId, take, ask, shown } = await sentReply()
    await take({ id: '2', text: 'see this', remote })
    await ask({ kind: 'edit', text: 'changed' })
    chat.desk.rung.errands.splice(0)
    await removeAccount(chat.ctx, { id: accountId, actorAgentId: null })
    expect(await shown()).toMatchObject({ id: messageId, change: { state: 'failed', detail: 'Disconnected.' } })
    const [file] = (await chat.messages(conversationId)).at(-1)!.attachments
    expect(file).toMatchObject({ state: 'failed', detail: 'Disconnected.' })
    await ringErrands(chat.ctx)
    const ids = chat.desk.rung.errands.splice(0).map(({ id }) => id)
    expect(ids.filter((id) => id === messageId || id === accountId)).toEqual([])
  })
})

describe('typing', () => {
  it('is shown to the customer for as long as it means anything', async () => {
    const { conversationId, customer, mailbox } = await chat.line({ way: 'letter' })
    await announceTyping(chat.ctx, conversationId)
    await chat.errands()
    expect(mailbox.typing).toMatchObject([{ to: [customer], conversationKey: customer, way: 'letter' }])
    await announceTyping(chat.ctx, conversationId)
    const [late] = chat.desk.rung.errands.splice(0)
    chat.desk.rung.errands.push({ ...late!, untilMs: Date.now() - 1 })
    await chat.errands()
    expect(mailbox.typing).toHaveLength(1)
  })
})

describe('typing to an account whose provider asked for a wait, or that cannot sign in', () => {
  it.each(["sending_waits_until = now() + interval '1 minute'", 'sending_held = true', 'enabled = false'])(
    'is not shown: %s',
    async (state) => {
      const { accountId, conversationId } = await chat.line({ way: 'letter' })
      await chat.ctx.pool.query(`update channel_accounts set ${state} where id = $1`, [accountId])
      await announceTyping(chat.ctx, conversationId)
      expect(chat.desk.rung.errands.splice(0)).toEqual([])
    },
  )
})

describe('a database that went back in time', () => {
  it('changes nothing by itself that somebody once asked for', async () => {
    const { ask, shown, mailbox } = await sentReply()
    await ask({ kind: 'edit', text: 'what was wanted then' })
    await inTransaction(chat.ctx.pool, (client) => holdUndelivered(client, 'restored'))
    await chat.errands()
    expect(mailbox.edits).toEqual([])
    expect(await shown()).toMatchObject({
      change: { state: 'failed', sentence: { code: 'desk.change_before_restore' } },
    })
  })
})
