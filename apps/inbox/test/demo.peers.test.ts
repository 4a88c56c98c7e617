/** The demo from its first start to its removal, beside a desk that is in use. */
import type { Conversation, Counts } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'
import { cast } from '@cordboard/channel-demo/cast'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { prepareFirstStart } from '../src/agents/first-start.ts'
import { channels } from '../src/channels.ts'
import { removeDemo } from '../src/demo/remove-demo.ts'
import { seedDemo } from '../src/demo/seed-demo.ts'
import { startListener } from '../src/listeners/start-listener.ts'
import { retryReply } from '../src/outbound/retry-reply.ts'
import { writeNote } from '../src/outbound/write-note.ts'
import { writeReply } from '../src/outbound/write-reply.ts'
import { startWorker } from '../src/start-worker.ts'
import { fakeChannel } from './support/fake-channel.ts'
import { seedAccount, seedConversation } from './support/seed.ts'
import { cookieOf, openTestDesk, type TestDesk, testPassword } from './support/test-desk.ts'

let test: TestDesk
let key: string
const never = new AbortController().signal
const soon = { timeout: 8_000, interval: 20 }

beforeEach(async () => {
  test = await openTestDesk({ channels: [...channels, fakeChannel] })
  key = await test.apiKey('admin')
})
afterEach(() => test[Symbol.asyncDispose]())

/** What the API answers, to an admin's key unless somebody is signed in. */
async function get<T>(path: string, cookie?: string): Promise<T> {
  const response = await test.request(`/api/v1${path}`, cookie === undefined ? { key } : { cookie })
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

async function all(query = '', cookie?: string): Promise<Conversation[]> {
  return (await get<{ items: Conversation[] }>(`/conversations?limit=100${query}`, cookie)).items
}

async function messagesOf(conversationId: string): Promise<Message[]> {
  return (await get<{ items: Message[] }>(`/conversations/${conversationId}/messages?limit=100`)).items
}

async function withPerson(handle: string): Promise<Conversation> {
  const found = (await all()).find(({ contact }) => contact.address === handle)
  if (!found) throw new Error(`no conversation with ${handle}`)
  return found
}

/** Every row of every table as text, but for the log, the counters' inner rows, and who was last seen. */
async function everything(): Promise<Map<string, string[]>> {
  const { rows } = await test.desk.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
      and table_name not in ('events', 'conversation_counts', 'conversation_count_changes', 'api_keys', 'listeners') order by 1`,
  )
  const tables = new Map<string, string[]>()
  for (const { name } of rows) {
    const content = await test.desk.pool.query<{ row: string }>(`select t::text as row from ${name} t order by 1`)
    tables.set(
      name,
      content.rows.map(({ row }) => row),
    )
  }
  return tables
}

describe('a seeded demo', () => {
  it('holds a conversation with each of the cast, most of them in English', async () => {
    expect(await seedDemo(test.desk, never)).toBe(true)
    const conversations = await all()
    expect(conversations.map(({ contact }) => contact.name).toSorted()).toEqual(cast.map(({ name }) => name).toSorted())
    expect(conversations.every(({ demo }) => demo)).toBe(true)
    const chinese = conversations.filter(({ snippet }) => /\p{Script=Han}/u.test(snippet))
    expect(chinese.length).toBeGreaterThanOrEqual(4)
    expect(chinese.length).toBeLessThan(conversations.length / 2)
  })

  it('counts, searches and stands in the past as if it had happened', async () => {
    await seedDemo(test.desk, never)
    const conversations = await all()
    const counts = await get<Counts>('/conversations/counts')
    const withStatus = (status: string) => conversations.filter((row) => row.status === status).length
    expect(counts).toMatchObject({ open: withStatus('open'), snoozed: 1, resolved: withStatus('resolved'), unsent: 2 })
    expect((await all('&q=hardware%20wallet')).map(({ contact }) => contact.address)).toEqual(['tomasz.nowak'])
    expect((await all(`&q=${encodeURIComponent('助记词')}`)).map(({ contact }) => contact.address)).toEqual([
      'zhou.min',
    ])
    for (const conversation of conversations) {
      const messages = await messagesOf(conversation.id)
      const times = messages.map(({ occurredAt }) => occurredAt)
      expect(times).toEqual(times.toSorted())
      expect(messages.map(({ createdAt }) => createdAt)).toEqual(times)
      expect(conversation).toMatchObject({ lastActivityAt: times.at(-1), createdAt: times[0] })
      expect(conversation.lastMessageId).toBe(messages.at(-1)?.id)
      expect(Date.parse(times.at(-1) ?? '')).toBeLessThan(Date.now() - 60_000)
    }
  })

  it('shows a picture, a PDF, a folded letter, a failed reply and one nobody knows of', async () => {
    await seedDemo(test.desk, never)
    const [picture] = (await messagesOf((await withPerson('amelia.hart')).id))[0]?.attachments ?? []
    const png = Buffer.from(await (await test.request(picture?.url ?? '', { key })).arrayBuffer())
    expect(picture).toMatchObject({ mediaType: 'image/png', size: png.length })
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    const bill = (await messagesOf((await withPerson('priya.raman')).id)).flatMap(({ attachments }) => attachments)
    expect(bill).toMatchObject([{ fileName: 'electricity-bill.pdf', mediaType: 'application/pdf' }])
    const [letter] = await messagesOf((await withPerson('grace.okafor')).id)
    expect(letter?.body).toMatchObject({ hasFold: true })
    const folded = await (await test.request(letter?.body.frameUrl ?? '', { key })).text()
    expect(folded).toContain('Is it from you?')
    expect(folded).not.toContain('recovery phrase within 30 minutes')
    const failed = (await messagesOf((await withPerson('hana.kim')).id)).at(-1)
    expect(failed?.delivery).toMatchObject({ state: 'failed', resend: 'safe' })
    const doubtful = (await messagesOf((await withPerson('omar.haddad')).id)).at(-1)
    expect(doubtful?.delivery).toMatchObject({ state: 'unconfirmed', resend: 'may_duplicate' })
  })

  it('gives some of its conversations to the first admin, who has read them', async () => {
    const { agentId, cookie } = await test.signedIn('admin')
    await seedDemo(test.desk, never)
    const mine = (await all('', cookie)).filter(({ assignee }) => assignee?.id === agentId)
    expect(mine.length).toBeGreaterThanOrEqual(3)
    for (const { lastMessageId, lastReadMessageId } of mine) expect(lastReadMessageId).toBe(lastMessageId)
    expect(
      (await all('', cookie)).filter(({ lastReadMessageId }) => lastReadMessageId === null).length,
    ).toBeGreaterThan(3)
  })

  it('gives them to whoever becomes the first admin later, and writes the replies in their name', async () => {
    await seedDemo(test.desk, never)
    const { adminToken } = await prepareFirstStart(test.desk.db, { firstAdmin: null, bootstrapApiKey: null })
    const body = { token: adminToken, name: 'Ada', email: 'ada@example.com', password: testPassword }
    const joined = await test.request('/api/v1/invitations/accept', { method: 'POST', body })
    expect(joined.status).toBe(201)
    const mine = (await all('', cookieOf(joined))).filter(({ assignee }) => assignee?.name === 'Ada')
    expect(mine.length).toBeGreaterThanOrEqual(3)
    const replies = (await messagesOf(mine[0]?.id ?? '')).filter(({ direction }) => direction !== 'inbound')
    expect(new Set(replies.map(({ author }) => author.name))).toEqual(new Set(['Ada']))
  })

  it('is seeded once, also by processes that start together', async () => {
    const seeded = await Promise.all([seedDemo(test.desk, never), seedDemo(test.desk, never)])
    expect(seeded.toSorted()).toEqual([false, true])
    const before = await everything()
    expect(await seedDemo(test.desk, never)).toBe(false)
    expect(await everything()).toEqual(before)
  })

  it('is told afresh when the process was cut off while telling it', async () => {
    await seedDemo(test.desk, never)
    await test.desk.pool.query('update channel_accounts set cursor = null')
    await test.desk.pool.query('delete from messages where id in (select id from messages order by id desc limit 5)')
    expect(await seedDemo(test.desk, never)).toBe(true)
    expect(await all()).toHaveLength(cast.length)
  })
})

describe('the line of the demo', () => {
  it('is offered only where there is one, and never for connecting', async () => {
    const ids = async () => (await get<{ items: { id: string }[] }>('/channels')).items.map(({ id }) => id)
    expect(await ids()).not.toContain('demo')
    const body = { channel: 'demo', name: 'Mine', settings: { line: 'mine' } }
    const refused = await test.request('/api/v1/accounts', { method: 'POST', key, body })
    expect(refused.status).toBeGreaterThanOrEqual(400)
    await seedDemo(test.desk, never)
    expect(await ids()).toContain('demo')
  })

  it('brings an answer within five seconds, none to a note, and re-opens what was resolved', async () => {
    const { desk } = test
    await seedDemo(desk, never)
    await using _worker = await startWorker(desk, { kind: 'postgres', url: desk.databaseUrl })
    await using _listener = await startListener(desk)
    await vi.waitFor(async () => expect(await accountState()).toBe('connected'), soon)
    const [asked, noted] = [await withPerson('noah.berg'), await withPerson('zhou.min')]
    const about = { agentId: null, attachmentIds: [] }
    await writeNote(desk, { ...about, conversationId: noted.id, clientId: 'note-000001', text: '请问?' })
    const text = 'Which orders were these?'
    await writeReply(desk, { ...about, conversationId: asked.id, clientId: 'reply-00001', text })
    const sentAt = Date.now()
    await vi.waitFor(async () => {
      const last = (await messagesOf(asked.id)).at(-1)
      expect(last).toMatchObject({ direction: 'inbound', author: { name: 'Noah Berg' } })
      expect(last?.body.text).toContain('limit orders')
    }, soon)
    expect(Date.now() - sentAt).toBeLessThan(5_000)
    expect((await withPerson('noah.berg')).status).toBe('open')
    expect((await messagesOf(asked.id)).find(({ clientId }) => clientId === 'reply-00001')?.delivery?.state).toBe(
      'sent',
    )
    expect((await messagesOf(noted.id)).at(-1)?.direction).toBe('note')
  })

  it('takes the failed reply when it is sent again', async () => {
    const { desk } = test
    await seedDemo(desk, never)
    await using _worker = await startWorker(desk, { kind: 'postgres', url: desk.databaseUrl })
    await using _listener = await startListener(desk)
    const { id } = await withPerson('hana.kim')
    const failed = (await messagesOf(id)).at(-1)
    await vi.waitFor(async () => expect(await accountState()).toBe('connected'), soon)
    expect(
      await retryReply(desk, { messageId: failed?.id ?? '', agentId: null, acceptDuplicate: false }),
    ).toMatchObject({ ok: true })
    await vi.waitFor(async () => expect((await messagesOf(id)).at(-1)?.direction).toBe('inbound'), soon)
    expect((await withPerson('hana.kim')).unsentCount).toBe(0)
  })

  async function accountState(): Promise<string | undefined> {
    const { rows } = await test.desk.pool.query<{ state: string }>('select state from channel_accounts where demo')
    return rows[0]?.state
  }
})

describe('removing the demo', () => {
  it('leaves what is real byte for byte, says so, and can be seeded again', async () => {
    const { cookie, agentId } = await test.signedIn('admin')
    const accountId = await seedAccount(test.desk.db)
    await seedConversation(test.desk.db, accountId, { address: 'amelia.hart', name: 'A real one', text: 'Hello' })
    const before = await everything()
    const counts = await get<Counts>('/conversations/counts', cookie)
    const session = async () => (await get<{ desk: { demo: boolean } }>('/session', cookie)).desk

    await seedDemo(test.desk, never)
    expect(await session()).toMatchObject({ demo: true })
    const answered = await withPerson('lin.mei')
    const about = { agentId, attachmentIds: [], conversationId: answered.id }
    await writeReply(test.desk, { ...about, clientId: 'reply-00001', text: '您好' })
    const removed = await test.request('/api/v1/demo', { method: 'DELETE', cookie })
    expect(await removed.json()).toEqual({ conversations: cast.length })

    expect(await everything()).toEqual(before)
    expect(await get('/conversations/counts', cookie)).toEqual(counts)
    expect(await session()).toMatchObject({ demo: false })
    const { rows } = await test.desk.pool.query(
      'select type, data, actor_agent_id from events order by id desc limit 1',
    )
    expect(rows).toEqual([{ type: 'desk.changed', data: { demo: false }, actor_agent_id: agentId }])
    expect(await seedDemo(test.desk, never)).toBe(true)
    expect((await all()).filter(({ demo }) => demo)).toHaveLength(cast.length)
  })

  it('works while customers are about to answer and replies are on their way', async () => {
    const { desk } = test
    const before = await everything()
    await seedDemo(desk, never)
    {
      await using _worker = await startWorker(desk, { kind: 'postgres', url: desk.databaseUrl })
      await using _listener = await startListener(desk)
      const open = (await all()).filter(({ status }) => status === 'open')
      await Promise.all(
        open.map(({ id }, index) => {
          const reply = { conversationId: id, agentId: null, clientId: `reply-${index}-000`, attachmentIds: [] }
          return writeReply(desk, { ...reply, text: 'Could you tell us more?' })
        }),
      )
      expect(await removeDemo(desk, { actorAgentId: null })).toEqual({ conversations: cast.length })
    }
    expect(await everything()).toEqual(before)
  })
})
