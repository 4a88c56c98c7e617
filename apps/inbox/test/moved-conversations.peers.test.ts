/** A matter that goes on in another conversation of the provider's: in private, what began in public. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openChatDesk } from './support/chat-desk.ts'

let chat: Awaited<ReturnType<typeof openChatDesk>>
beforeAll(async () => {
  chat = await openChatDesk()
})
afterAll(() => chat[Symbol.asyncDispose]())

async function textsIn(conversationId: string): Promise<string[]> {
  return (await chat.messages(conversationId)).map(({ body }) => body.text)
}

async function conversationsOf(accountId: string): Promise<string[]> {
  const ofAccount = chat.ctx.db.selectFrom('conversations').select('id').where('account_id', '=', accountId)
  const rows = await ofAccount.orderBy('id').execute()
  return rows.map(({ id }) => id)
}

it('stays one matter where a message in it bears the other conversation’s name', async () => {
  const { conversationId, take } = await chat.line({ chat: 'square', ids: ['1', 'room'], text: 'in public' })
  await take({ id: '2', chat: 'room', text: 'in private' })
  expect(await textsIn(conversationId)).toEqual(['in public', 'in private'])
})

it('goes on where it was last, though the two had talked in private before', async () => {
  const { accountId, conversationId: before, take } = await chat.line({ chat: 'room', text: 'an old matter' })
  await take({ id: '2', chat: 'square', ids: ['2', 'room'], text: 'a new matter' })
  await take({ id: '3', chat: 'room', text: 'about the new matter' })
  const [, now = ''] = await conversationsOf(accountId)
  expect(await textsIn(now)).toEqual(['a new matter', 'about the new matter'])
  expect(await textsIn(before)).toEqual(['an old matter'])
})

it('takes in nobody else who bears or writes under that name', async () => {
  const { accountId, conversationId, take } = await chat.line({ chat: 'square', ids: ['1', 'room'], text: 'mine' })
  await take({ id: '2', from: 'a stranger', chat: 'room', text: 'not mine' })
  expect(await textsIn(conversationId)).toEqual(['mine'])
  expect(await conversationsOf(accountId)).toHaveLength(2)
})
