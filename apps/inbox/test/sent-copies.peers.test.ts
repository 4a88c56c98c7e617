import { ChannelError } from '@cordboard/core/channel/error'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accountHealth } from '../src/accounts/account-health.ts'
import { keepCopies } from '../src/outbound/keep-copies.ts'
import { openOutboundDesk } from './support/outbound-desk.ts'

type Desk = Awaited<ReturnType<typeof openOutboundDesk>>
let desk: Desk
let conversationId: string

beforeAll(async () => {
  desk = await openOutboundDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())
beforeEach(async () => {
  desk.provider.copies.length = 0
  desk.provider.copyFault = null
  conversationId = await desk.conversation()
  await desk.ctx.pool.query('delete from sent_copies')
})

const due = () => desk.ctx.pool.query(`update sent_copies set look_after = now() - interval '1 second'`)
const problem = async () => (await accountHealth(desk.ctx, desk.accountId)).sentCopyProblem
const owed = async () => (await desk.ctx.db.selectFrom('sent_copies').select('message_id').execute()).length

test('a copy is owed from the receipt on, filed once when the provider has had its time, and forgotten then', async () => {
  const messageId = await desk.reply(conversationId, 'Hello')
  await desk.drain(conversationId)
  await desk.sweep()
  expect(desk.provider.copies).toEqual([])
  await due()
  // Two workers sweep at once.
  await Promise.all([desk.sweep(), desk.sweep()])
  expect(desk.provider.copies).toEqual([messageId])
  expect(await owed()).toBe(0)
})

test('no copy is made of what was not taken', async () => {
  desk.provider.script.push(() => {
    throw new ChannelError('unconfirmed', 'No answer.')
  })
  await desk.reply(conversationId, 'Lost')
  await desk.drain(conversationId)
  expect(await owed()).toBe(0)
})

test('a copy that cannot be filed says so of the account, changes nothing of the reply, and is tried again', async () => {
  const messageId = await desk.reply(conversationId, 'Hello')
  await desk.drain(conversationId)
  desk.provider.copyFault = new ChannelError('permanent', 'There is no folder for it.')
  await due()
  await desk.sweep()
  expect(await problem()).toMatchObject({ detail: 'There is no folder for it.' })
  expect(await desk.delivery(messageId)).toMatchObject({ state: 'sent', detail: null })
  expect(await owed()).toBe(1)
  desk.provider.copyFault = null
  await due()
  await desk.sweep()
  expect(desk.provider.copies).toEqual([messageId])
  expect(await problem()).toBeNull()
})

test('a copy is given up after many attempts', async () => {
  await desk.reply(conversationId, 'Hello')
  await desk.drain(conversationId)
  desk.provider.copyFault = new Error('odd')
  await desk.ctx.pool.query('update sent_copies set attempts = 8')
  await due()
  await desk.sweep()
  expect(await owed()).toBe(0)
  expect(await problem()).toMatchObject({ sentence: { code: 'desk.copy_not_kept' } })
})

test('a mail server that says nothing is no reason to try for ever, nor to be silent about it', async () => {
  await desk.reply(conversationId, 'Hello')
  await desk.drain(conversationId)
  desk.provider.copyFault = 'silence'
  await desk.ctx.pool.query('update sent_copies set attempts = 8')
  await due()
  const going = new AbortController().signal
  await keepCopies(desk.ctx, desk.connections, going, 200)
  expect(await problem()).toMatchObject({ sentence: { code: 'desk.copy_not_kept' } })
  expect(await owed()).toBe(0)
})

test('a desk that stops blames nobody', async () => {
  await desk.reply(conversationId, 'Hello')
  await desk.drain(conversationId)
  desk.provider.copyFault = 'silence'
  await desk.ctx.pool.query('update channel_accounts set sent_copy_problem = null')
  await due()
  await keepCopies(desk.ctx, desk.connections, AbortSignal.timeout(100))
  expect(await problem()).toBeNull()
  expect(await owed()).toBe(1)
})
