import type { Conversation, Counts } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedAccount, type SeededConversation, seedConversation, seedMessage } from './support/seed.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let desk: TestDesk
let cookie: string
let agentId: string
let accountId: string

beforeAll(async () => {
  desk = await openTestDesk()
  ;({ cookie, agentId } = await desk.signedIn('agent'))
  accountId = await seedAccount(desk.desk.db)
})
afterAll(() => desk[Symbol.asyncDispose]())

type Page<Item> = { items: Item[]; nextCursor: string | null }

async function get<Body>(path: string): Promise<Body> {
  const response = await desk.request(`/api/v1${path}`, { cookie })
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Body
}

async function patch(id: string, body: object): Promise<Response> {
  return desk.request(`/api/v1/conversations/${id}`, { method: 'PATCH', body, cookie })
}

function seed(given: Parameters<typeof seedConversation>[2]): Promise<SeededConversation> {
  return seedConversation(desk.desk.db, accountId, given)
}

async function allPages(path: string, between?: () => Promise<unknown>): Promise<Conversation[]> {
  const items: Conversation[] = []
  let cursor = ''
  for (;;) {
    const page = await get<Page<Conversation>>(`${path}&cursor=${cursor}`)
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
    await between?.()
  }
}

test('pages neither repeat nor skip while new messages move conversations to the top', async () => {
  // Many at the same instant: the id decides between them.
  const at = new Date('2026-01-01T00:00:00Z')
  const seeded = await Promise.all(Array.from({ length: 23 }, (_, n) => seed({ address: `page${n}@example.com`, at })))
  const old = new Set(seeded.map(({ id }) => id))
  let n = 0
  const items = await allPages(`/conversations?account=${accountId}&limit=5`, () =>
    seed({ address: `new${(n += 1)}@example.com` }),
  )
  const seen = items.map(({ id }) => id).filter((id) => old.has(id))
  expect(seen).toHaveLength(23)
  expect(new Set(seen).size).toBe(23)
  expect(seen.map(Number)).toEqual(seen.map(Number).toSorted((a, b) => b - a))
})

test('an empty cursor is the first page, and the last page has none', async () => {
  const page = await get<Page<Conversation>>('/conversations?limit=200')
  expect(page.nextCursor).toBeNull()
  expect(page.items.length).toBeGreaterThan(23)
})

test('filters narrow before the limit', async () => {
  const { id } = await seed({ address: 'filter@example.com', at: new Date('2020-01-01') })
  expect((await patch(id, { status: 'resolved', assignee: 'me', priority: 'high', labels: ['vip'] })).status).toBe(200)
  const only = await get<Page<Conversation>>('/conversations?status=resolved&assignee=me&limit=1')
  expect(only.items).toMatchObject([{ id, assignee: { id: agentId }, priority: 'high', labels: ['vip'] }])
  const none = await get<Page<Conversation>>('/conversations?status=resolved&assignee=none')
  expect(none.items).toEqual([])
  expect((await get<Page<Conversation>>('/conversations?team=7')).items).toEqual([])
  expect((await get<Page<Conversation>>('/conversations?unsent=true')).items).toEqual([])
})

test('Chinese is found by two characters, words by their beginning, and all words must occur', async () => {
  const { id } = await seed({ address: 'wang@example.com', name: '王伟', text: '你好,我的订单还没有发货,请帮我退款。' })
  const english = await seed({ address: 'jonas@example.com', text: 'My invoice 88231 shows the wrong VAT' })
  const found = async (q: string) =>
    (await get<Page<Conversation>>(`/conversations?q=${encodeURIComponent(q)}`)).items.map((item) => item.id)
  expect(await found('退款')).toEqual([id])
  expect(await found('没有发货')).toEqual([id])
  expect(await found('退')).toEqual([id])
  expect(await found('货退')).toEqual([])
  expect(await found('invoi')).toEqual([english.id])
  expect(await found('VAT wrong')).toEqual([english.id])
  expect(await found('invoice refund')).toEqual([])
  expect(await found("'; drop table conversations; --")).toEqual([])
  expect(await found('%')).toEqual([])
})

test('an address and a conversation id are found exactly', async () => {
  const { id } = await seed({ address: 'Exact.Address@Example.com' })
  const found = async (q: string) =>
    (await get<Page<Conversation>>(`/conversations?q=${encodeURIComponent(q)}`)).items.map((item) => item.id)
  expect(await found('exact.address@example.com')).toEqual([id])
  expect(await found(`#${id}`)).toContain(id)
  expect(await found('exact_address')).toEqual([])
})

test('search respects the other filters', async () => {
  const { id } = await seed({ address: 'filtered-search@example.com', text: 'zebra crossing' })
  await patch(id, { status: 'resolved' })
  expect((await get<Page<Conversation>>('/conversations?q=zebra&status=open')).items).toEqual([])
  expect((await get<Page<Conversation>>('/conversations?q=zebra&status=resolved')).items).toHaveLength(1)
})

test('badges follow every change', async () => {
  const before = await get<Counts>('/conversations/counts')
  const { id } = await seed({ address: 'badge@example.com' })
  const opened = await get<Counts>('/conversations/counts')
  expect(opened.unassigned - before.unassigned).toBe(1)
  expect((opened.accounts[accountId] ?? 0) - (before.accounts[accountId] ?? 0)).toBe(1)
  await patch(id, { assignee: 'me' })
  const mine = await get<Counts>('/conversations/counts')
  expect([mine.mine - before.mine, mine.unassigned - before.unassigned]).toEqual([1, 0])
  await patch(id, { status: 'resolved' })
  const resolved = await get<Counts>('/conversations/counts')
  expect([resolved.mine - before.mine, resolved.resolved - before.resolved, resolved.open - before.open]).toEqual([
    0, 1, 0,
  ])
})

test('snoozing needs a time to come, and re-opening ends it', async () => {
  const { id } = await seed({ address: 'snooze@example.com' })
  expect((await patch(id, { status: 'snoozed' })).status).toBe(400)
  expect((await patch(id, { status: 'snoozed', snoozedUntil: '2020-01-01T00:00:00Z' })).status).toBe(400)
  expect((await patch(id, { status: 'open', snoozedUntil: '2999-01-01T00:00:00Z' })).status).toBe(400)
  const snoozed = await patch(id, { snoozedUntil: '2999-01-01T00:00:00Z' })
  expect(await snoozed.json()).toMatchObject({ status: 'snoozed', snoozedUntil: '2999-01-01T00:00:00.000Z' })
  expect(await (await patch(id, { status: 'open' })).json()).toMatchObject({ status: 'open', snoozedUntil: null })
})

test('a change that changes nothing is no event, and nobody is assigned who is not there', async () => {
  const { id } = await seed({ address: 'nochange@example.com' })
  const events = async () =>
    (await desk.desk.pool.query('select count(*)::int as n from events')).rows[0] as { n: number }
  const before = await events()
  await patch(id, { status: 'open', priority: 'normal' })
  expect(await events()).toEqual(before)
  expect((await patch(id, { assignee: 'nobody' })).status).toBe(400)
})

test('messages come oldest first; the newest page comes first when asked for', async () => {
  const begin = Date.now() - 100_000
  const { id } = await seed({ address: 'thread@example.com', text: 'm0', at: new Date(begin) })
  for (let n = 1; n < 12; n += 1) {
    await seedMessage(desk.desk.db, {
      accountId,
      conversationId: id,
      text: `m${n}`,
      at: new Date(begin + n * 1000),
    })
  }
  const texts = (page: Page<Message>) => page.items.map((message) => message.body.text)
  const oldest = await get<Page<Message>>(`/conversations/${id}/messages?limit=5`)
  expect(texts(oldest)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4'])
  expect(texts(await get(`/conversations/${id}/messages?limit=5&cursor=${oldest.nextCursor}`))).toEqual([
    'm5',
    'm6',
    'm7',
    'm8',
    'm9',
  ])
  const latest = await get<Page<Message>>(`/conversations/${id}/messages?limit=5&from=latest`)
  expect(texts(latest)).toEqual(['m7', 'm8', 'm9', 'm10', 'm11'])
  expect(texts(await get(`/conversations/${id}/messages?limit=5&from=latest&cursor=${latest.nextCursor}`))).toEqual([
    'm2',
    'm3',
    'm4',
    'm5',
    'm6',
  ])
  await seedMessage(desk.desk.db, { accountId, conversationId: id, text: 'late', at: new Date(begin + 1_500) })
  expect(texts(await get(`/conversations/${id}/messages?limit=4`))).toEqual(['m0', 'm1', 'late', 'm2'])
})

test('read marks and drafts are an agent’s own', async () => {
  const { id, messageId } = await seed({ address: 'own@example.com' })
  const other = await desk.signedIn('agent')
  const put = (path: string, body: object) =>
    desk.request(`/api/v1/conversations/${id}/${path}`, { method: 'PUT', body, cookie })
  expect((await put('read', { lastReadMessageId: messageId })).status).toBe(204)
  expect((await put('draft', { mode: 'reply', text: 'Dear' })).status).toBe(204)
  expect(await get(`/conversations/${id}`)).toMatchObject({ lastReadMessageId: messageId })
  expect(await get(`/conversations/${id}/draft`)).toMatchObject({ mode: 'reply', text: 'Dear' })
  const theirs = await desk.request(`/api/v1/conversations/${id}`, { cookie: other.cookie })
  expect(await theirs.json()).toMatchObject({ lastReadMessageId: null })
  expect(await (await desk.request(`/api/v1/conversations/${id}/draft`, { cookie: other.cookie })).json()).toBeNull()
  await put('draft', { mode: 'reply', text: '  ' })
  expect(await get(`/conversations/${id}/draft`)).toBeNull()
  await put('read', { lastReadMessageId: null })
  expect(await get(`/conversations/${id}`)).toMatchObject({ lastReadMessageId: null })
})

test('contacts are listed newest first, found by name and address, and renamed', async () => {
  const { contactId } = await seed({ address: 'lin.mei@example.com', name: '林梅' })
  const found = async (q: string) =>
    (await get<Page<{ id: string }>>(`/contacts?q=${encodeURIComponent(q)}`)).items.map((item) => item.id)
  expect(await found('林')).toEqual([contactId])
  expect(await found('LIN.MEI@')).toEqual([contactId])
  const renamed = await desk.request(`/api/v1/contacts/${contactId}`, {
    method: 'PATCH',
    body: { name: 'Mei Lin' },
    cookie,
  })
  expect(await renamed.json()).toMatchObject({
    name: 'Mei Lin',
    identities: [{ channel: 'fake', address: 'lin.mei@example.com' }],
  })
})

test('a reply is written once for a client id, refused when the customer wrote since, and carries its files', async () => {
  const admin = await desk.signedIn('admin')
  const settings = { address: 'reply@example.com', password: 'x' }
  const account = await desk.request('/api/v1/accounts', {
    method: 'POST',
    body: { channel: 'fake', name: 'R', settings },
    cookie: admin.cookie,
  })
  const { id: replyAccount } = (await account.json()) as { id: string }
  const { id, messageId } = await seedConversation(desk.desk.db, replyAccount, { address: 'customer@example.com' })
  const reply = (body: object) => desk.request(`/api/v1/conversations/${id}/replies`, { method: 'POST', body, cookie })
  const form = new FormData()
  form.append('file', new File(['hello'], 'a.txt', { type: 'text/plain' }))
  const uploaded = await desk.request('/api/v1/uploads', { method: 'POST', body: form, cookie })
  const { id: uploadId } = (await uploaded.json()) as { id: string }
  const body = { clientId: 'client-id-1', text: 'Hi **there**', attachments: [uploadId], lastSeenMessageId: messageId }
  const [one, two] = [await reply(body), await reply(body)]
  expect([one.status, two.status]).toEqual([201, 201])
  const message = (await one.json()) as Message
  expect(message).toMatchObject({
    direction: 'outbound',
    author: { type: 'agent', id: agentId },
    delivery: { state: 'queued', resend: 'no' },
    attachments: [{ fileName: 'a.txt', size: 5 }],
  })
  expect(((await two.json()) as Message).id).toBe(message.id)
  await seedMessage(desk.desk.db, { accountId: replyAccount, conversationId: id })
  const late = await reply({ clientId: 'client-id-2', text: 'Hi', lastSeenMessageId: message.id })
  expect([late.status, ((await late.json()) as { error: { code: string } }).error.code]).toEqual([
    409,
    'newer_messages',
  ])
  const html = await reply({ clientId: 'client-id-3', html: '<p>One &amp; two</p><p>three</p><script>x</script>' })
  expect(((await html.json()) as Message).body.text).toBe('One & two\nthree')
  expect((await reply({ clientId: 'client-id-4', text: '' })).status).toBe(422)
  const note = await desk.request(`/api/v1/conversations/${id}/notes`, {
    method: 'POST',
    body: { text: 'secret note' },
    cookie,
  })
  expect(await note.json()).toMatchObject({ direction: 'note', delivery: null })
})
