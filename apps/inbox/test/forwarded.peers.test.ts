/** Whose mail was passed on is told to everybody, and an offer only where a colleague passed it on. */
import type { Message } from '@cordboard/api-contract/messages'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedAccount, seedConversation } from './support/seed.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let desk: TestDesk
let cookie: string
let agentId: string
beforeAll(async () => {
  desk = await openTestDesk()
  ;({ cookie, agentId } = await desk.signedIn('agent', 'Kim@desk.example'))
})
afterAll(() => desk[Symbol.asyncDispose]())

let customers = 0
const mei = { key: 'mei@outside.example', address: 'Mei@outside.example', displayName: 'Mei Chen' }

async function forwarded(by: string, proof: Message['senderProof']): Promise<Message['forwardedFrom']> {
  const { db } = desk.desk
  const { messageId } = await seedConversation(db, await seedAccount(db), {
    address: `customer${(customers += 1)}@example.com`,
  })
  const given = { sender_proof: proof, sender_address: by, forwarded_from: JSON.stringify(mei) }
  await db.updateTable('messages').set(given).where('id', '=', messageId).execute()
  const response = await desk.request(`/api/v1/messages/${messageId}`, { cookie })
  return ((await response.json()) as Message).forwardedFrom
}

const told = { name: 'Mei Chen', address: 'Mei@outside.example' }

test('an agent who forwards a mail in is offered to answer its author', async () => {
  expect(await forwarded('kim@desk.example', 'proven')).toEqual({ ...told, isColleagues: true })
  expect(await forwarded('KIM@desk.example', 'claimed')).toEqual({ ...told, isColleagues: true })
})

test('somebody who only says to be an agent is not believed', async () => {
  expect(await forwarded('kim@desk.example', 'refuted')).toEqual({ ...told, isColleagues: false })
})

test('a customer who writes "From: somebody" into a mail leads nobody there', async () => {
  expect(await forwarded('eve@outside.example', 'proven')).toEqual({ ...told, isColleagues: false })
})

test('who has left the desk is no colleague any more', async () => {
  await desk.desk.db.updateTable('agents').set({ disabled_at: new Date() }).where('id', '=', agentId).execute()
  cookie = (await desk.signedIn('agent')).cookie
  expect(await forwarded('kim@desk.example', 'proven')).toEqual({ ...told, isColleagues: false })
})
