/** Whom a reply goes to, and what stands under it: what the agent saw, and nothing else. */
import type { ReplyForm } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openOutboundDesk } from './support/outbound-desk.ts'
import { seedMessage } from './support/seed.ts'

type Desk = Awaited<ReturnType<typeof openOutboundDesk>>
let desk: Desk
let cookie: string
let agentId: string
let conversationId: string
let clients = 0

beforeAll(async () => {
  desk = await openOutboundDesk()
  ;({ cookie, agentId } = await desk.test.signedIn('agent'))
})
afterAll(() => desk[Symbol.asyncDispose]())
beforeEach(async () => {
  conversationId = await desk.conversation()
})

async function reply(
  body: object,
): Promise<{ status: number; message: Message; error?: { code: string; field?: string } }> {
  const response = await desk.test.request(`/api/v1/conversations/${conversationId}/replies`, {
    method: 'POST',
    cookie,
    body: { clientId: `recipients-${(clients += 1)}`, text: 'Hello', ...body },
  })
  const json = (await response.json()) as Message & { error?: { code: string; field?: string } }
  return { status: response.status, message: json, ...(json.error && { error: json.error }) }
}

async function form(): Promise<ReplyForm> {
  const response = await desk.test.request(`/api/v1/conversations/${conversationId}/reply-form`, { cookie })
  return (await response.json()) as ReplyForm
}

async function participants(): Promise<string[]> {
  const rows = await desk.ctx.db
    .selectFrom('conversation_participants')
    .select('key')
    .where('conversation_id', '=', conversationId)
    .orderBy('key')
    .execute()
  return rows.map(({ key }) => key)
}

describe('people besides the customer', () => {
  it('go on the wire exactly as they were named, and are shown with the message', async () => {
    const { status, message } = await reply({ cc: ['Boss@Partner.test'], bcc: ['audit@desk.test'] })
    expect(status).toBe(201)
    expect(message).toMatchObject({ to: ['mei@example.com'], cc: ['Boss@Partner.test'], bcc: ['audit@desk.test'] })
    await desk.drain(conversationId)
    expect(desk.provider.taken.at(-1)?.envelope).toMatchObject({
      to: ['mei@example.com'],
      cc: ['Boss@Partner.test'],
      bcc: ['audit@desk.test'],
    })
  })

  it('may answer into the conversation when written to openly, and not when blindly', async () => {
    await reply({ cc: ['Boss@Partner.test'], bcc: ['audit@desk.test'] })
    expect(await participants()).toEqual(['boss@partner.test', 'mei@example.com'])
  })

  it('are nobody when nobody was named', async () => {
    const { message } = await reply({})
    expect(message).toMatchObject({ to: ['mei@example.com'], cc: [], bcc: [] })
  })

  it('never are the customer or ourselves again, nor the same person twice', async () => {
    const { message } = await reply({
      cc: ['Mei@example.com', 'a@partner.test', 'A@partner.test'],
      bcc: ['desk@example.com', 'a@partner.test', 'b@partner.test'],
    })
    expect(message).toMatchObject({ cc: ['a@partner.test'], bcc: ['b@partner.test'] })
  })

  it.each([
    ['cc', { cc: ['no address'] }, 422, 'bad_recipient'],
    ['bcc', { bcc: ['no address'] }, 422, 'bad_recipient'],
    ['cc', { cc: ['a@x.test', 'b@x.test', 'c@x.test', 'd@x.test'] }, 422, 'too_many_copies'],
  ])('are refused in %s before anything is stored: %j', async (field, body, status, code) => {
    const before = desk.provider.taken.length
    const refused = await reply(body)
    expect(refused).toMatchObject({ status, error: { code, field } })
    await desk.drain(conversationId)
    expect(desk.provider.taken).toHaveLength(before)
  })

  it('are offered from the customer’s latest message, without the customer and us', async () => {
    const id = await seedMessage(desk.ctx.db, { accountId: desk.accountId, conversationId })
    await desk.ctx.db
      .updateTable('messages')
      .set({
        sender_address: 'Mei@example.com',
        recipients_to: ['desk@example.com', 'anna@partner.test'],
        recipients_cc: ['broken', 'carl@partner.test'],
      })
      .where('id', '=', id)
      .execute()
    expect(await form()).toMatchObject({ to: 'mei@example.com', others: ['anna@partner.test', 'carl@partner.test'] })
  })

  it('come with what the account’s provider takes in files, once it has said so', async () => {
    expect(await form()).toMatchObject({ maxFileBytes: null })
    desk.provider.maxFileBytes = 7_000_000
    await reply({})
    await desk.drain(conversationId)
    expect(await form()).toMatchObject({ maxFileBytes: 7_000_000 })
  })

  it('stay in the draft', async () => {
    const draft = { mode: 'reply', text: '', attachmentIds: [], cc: ['a@partner.test'], bcc: [], signed: false }
    const path = `/api/v1/conversations/${conversationId}/draft`
    await desk.test.request(path, { method: 'PUT', cookie, body: draft })
    const kept = (await (await desk.test.request(path, { cookie })).json()) as object
    expect(kept).toMatchObject(draft)
  })
})

describe('a signature', () => {
  it('is the agent’s and the account’s, with their names, and is sent as it was shown', async () => {
    const admin = await desk.test.signedIn('admin')
    const sending = { signature: 'The desk of {{account.name}}' }
    await desk.test.request(`/api/v1/accounts/${desk.accountId}`, {
      method: 'PATCH',
      cookie: admin.cookie,
      body: { sending },
    })
    const mine = { signature: '{{agent.name}}, support', name: 'Anna' }
    await desk.test.request(`/api/v1/agents/${agentId}`, { method: 'PATCH', cookie, body: mine })
    const { signature } = await form()
    expect(signature).toBe('Anna, support\nThe desk of Support')
    const { message } = await reply({ signature: `${signature} (edited)` })
    expect(message.body).toMatchObject({ text: `Hello\n${signature} (edited)`, textFold: 'Hello'.length })
    const unsigned = await reply({ signature: '' })
    expect(unsigned.message.body).toMatchObject({ text: 'Hello', textFold: null })
    const byProgram = await reply({})
    expect(byProgram.message.body.text).toBe(`Hello\n${signature}`)
  })
})

describe('the trail of a reply', () => {
  it('tells its ids and every step of its way out', async () => {
    const { message } = await reply({})
    await desk.drain(conversationId)
    const response = await desk.test.request(`/api/v1/messages/${message.id}/trail`, { cookie })
    const trail = (await response.json()) as { ids: string[]; steps: { state: string }[] }
    expect(trail.ids).toContain(`provider-${message.id}`)
    expect(trail.steps.map(({ state }) => state)).toEqual(['queued', 'sending', 'sent'])
  })

  it('names who was refused while the others got it', async () => {
    desk.provider.refuses.push({ recipient: 'gone@partner.test', reason: 'No such mailbox.' })
    const { message } = await reply({ cc: ['gone@partner.test'] })
    await desk.drain(conversationId)
    const response = await desk.test.request(`/api/v1/messages/${message.id}`, { cookie })
    expect(((await response.json()) as Message).delivery).toMatchObject({
      state: 'sent',
      refused: [{ address: 'gone@partner.test', reason: 'No such mailbox.', sentence: null }],
    })
  })

  it('does not call sent what reached only the copies, and warns before they get it twice', async () => {
    desk.provider.refuses.push({ recipient: 'mei@example.com', reason: 'No such mailbox.' })
    const { message } = await reply({ cc: ['boss@partner.test'] })
    await desk.drain(conversationId)
    const response = await desk.test.request(`/api/v1/messages/${message.id}`, { cookie })
    expect(((await response.json()) as Message).delivery).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('mei@example.com') as string,
      resend: 'may_duplicate',
    })
    const retry = (body: object) =>
      desk.test.request(`/api/v1/messages/${message.id}/retry`, { method: 'POST', cookie, body })
    expect((await retry({})).status).toBe(409)
    expect((await retry({ acceptDuplicate: true })).status).toBe(200)
    await desk.drain(conversationId)
    const again = await desk.test.request(`/api/v1/messages/${message.id}`, { cookie })
    expect(((await again.json()) as Message).delivery).toMatchObject({ state: 'sent', refused: [] })
  })
})
