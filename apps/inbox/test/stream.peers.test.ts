import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type SseFrame, frameOf, readStream } from './support/read-stream.ts'
import { type SeededConversation, seedAccount, seedConversation, seedMessage } from './support/seed.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let desk: TestDesk
let cookie: string
let accountId: string
let conversation: SeededConversation

beforeAll(async () => {
  desk = await openTestDesk()
  cookie = (await desk.signedIn('agent')).cookie
  accountId = await seedAccount(desk.desk.db)
  conversation = await seedConversation(desk.desk.db, accountId, { address: 'mei@example.com', text: 'Hello' })
})
afterAll(() => desk[Symbol.asyncDispose]())

type Stream = {
  next(): Promise<SseFrame>
  until(done: (frame: SseFrame) => boolean): Promise<SseFrame[]>
  close(): Promise<void>
}

async function open(query = '', headers: Record<string, string> = {}): Promise<Stream> {
  const response = await desk.request(`/api/v1/events/stream${query}`, { cookie, headers })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const frames = readStream(response)
  async function next(): Promise<SseFrame> {
    const { value, done } = await frames.next()
    if (done) throw new Error('The stream ended.')
    return value
  }
  return {
    next,
    async until(done) {
      const seen: SseFrame[] = []
      for (;;) {
        const frame = await next()
        seen.push(frame)
        if (done(frame)) return seen
      }
    },
    close: async () => void (await frames.return()),
  }
}

async function newest(): Promise<string> {
  const { rows } = await desk.desk.pool.query<{ id: string }>('select max(id)::text as id from events')
  return rows[0]!.id
}

/** Until the feed has read all there is: only then does a new stream begin at the end of the log. */
async function settled(): Promise<void> {
  const end = await newest()
  for (;;) {
    const stream = await open()
    const { id } = await stream.next()
    await stream.close()
    if (id === end) return
  }
}

beforeEach(settled)

test('a stream begins with its position, then tells what happens with the row as it stands', async () => {
  const stream = await open()
  const position = await newest()
  expect(await stream.next()).toEqual({ id: position, event: 'hello', data: { position } })
  const messageId = await seedMessage(desk.desk.db, { accountId, conversationId: conversation.id, text: 'Again' })
  const frame = frameOf(await stream.next())
  expect(frame.event).toMatchObject({ type: 'message.received', conversationId: conversation.id, messageId })
  expect(frame.conversation).toMatchObject({ id: conversation.id, lastMessageId: messageId, lastReadMessageId: null })
  expect(frame.message).toBeNull()
  await stream.close()
})

test('only who looks at a conversation gets its messages', async () => {
  const other = await seedConversation(desk.desk.db, accountId, { address: 'wang@example.com' })
  const stream = await open(`?conversation=${conversation.id}`)
  await stream.next()
  const inOther = await seedMessage(desk.desk.db, { accountId, conversationId: other.id, text: 'elsewhere' })
  const here = await seedMessage(desk.desk.db, { accountId, conversationId: conversation.id, text: 'here' })
  const frames = (await stream.until((frame) => frameOf(frame).event.messageId === here)).map(frameOf)
  expect(frames.find((frame) => frame.event.messageId === inOther)?.message).toBeNull()
  expect(frames.at(-1)?.message).toMatchObject({ id: here, body: { text: 'here' } })
  await stream.close()
})

test('what a browser slept through is told when it comes back, by header or by query', async () => {
  const before = await newest()
  const ids: string[] = []
  for (const text of ['one', 'two', 'three']) {
    ids.push(await seedMessage(desk.desk.db, { accountId, conversationId: conversation.id, text }))
  }
  for (const stream of [await open('', { 'last-event-id': before }), await open(`?after=${before}`)]) {
    expect((await stream.next()).event).toBe('hello')
    const frames = await stream.until((frame) => frameOf(frame).event.messageId === ids.at(-1))
    expect(frames.map((frame) => frameOf(frame).event.messageId)).toEqual(ids)
    await stream.close()
  }
})

test('nothing is missed and nothing told twice while many write and the browser comes and goes', async () => {
  const writers = 6
  const each = 30
  const first = await newest()
  const written: string[] = []
  const writing = Promise.all(
    Array.from({ length: writers }, async () => {
      for (let n = 0; n < each; n += 1) {
        written.push(await seedMessage(desk.desk.db, { accountId, conversationId: conversation.id, text: `m${n}` }))
      }
    }),
  )
  const seen: string[] = []
  let last = first
  // Leaves after every seventh frame and resumes where it was.
  while (seen.length < writers * each) {
    const stream = await open(`?after=${last}`)
    await stream.next()
    for (let n = 0; n < 7 && seen.length < writers * each; n += 1) {
      const frame = await stream.next()
      seen.push(frameOf(frame).event.messageId!)
      last = frame.id
    }
    await stream.close()
  }
  await writing
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.toSorted()).toEqual(written.toSorted())
})

test('an event that commits late is still told, in order', async () => {
  const stream = await open()
  await stream.next()
  const [slow, fast] = [await desk.desk.pool.connect(), await desk.desk.pool.connect()]
  const append = `select append_events('[{"type":"desk.changed"}]')`
  await slow.query('begin')
  await slow.query(append)
  // Draws its id after the slow one, so it waits for the slow one's end.
  const fastDone = fast.query(append)
  await slow.query('commit')
  await fastDone
  slow.release()
  fast.release()
  const [one, two] = [await stream.next(), await stream.next()]
  expect(Number(two.id)).toBe(Number(one.id) + 1)
  await stream.close()
})

test('a browser that missed too much is told to load afresh, and goes on live', async () => {
  const before = await newest()
  await desk.desk.pool.query(
    `select append_events((select jsonb_agg(jsonb_build_object('type', 'desk.changed')) from generate_series(1, 1200)))`,
  )
  await settled()
  const position = await newest()
  const stream = await open(`?after=${before}`)
  await stream.next()
  const frame = await stream.next()
  expect(frame).toEqual({ id: position, event: 'resync', data: { position } })
  const messageId = await seedMessage(desk.desk.db, { accountId, conversationId: conversation.id })
  expect(frameOf(await stream.next()).event.messageId).toBe(messageId)
  await stream.close()
})

test('a position from another desk is answered with resync', async () => {
  const stream = await open('?after=99999999')
  await stream.next()
  expect((await stream.next()).event).toBe('resync')
  await stream.close()
})

test('the stream goes on when PostgreSQL ends the listening connection', async () => {
  const stream = await open()
  await stream.next()
  await desk.desk.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'cordboard-listen'`,
  )
  const messageId = await seedMessage(desk.desk.db, { accountId, conversationId: conversation.id })
  expect(frameOf(await stream.next()).event.messageId).toBe(messageId)
  await stream.close()
})

test('the log is read page by page as well', async () => {
  const page = async (after: string) =>
    (await (await desk.request(`/api/v1/events?limit=500&after=${after}`, { cookie })).json()) as {
      items: { id: string }[]
      nextCursor: string | null
    }
  const ids: string[] = []
  let after: string | null = '0'
  while (after !== null) {
    const { items, nextCursor } = await page(after)
    ids.push(...items.map((event) => event.id))
    after = nextCursor
  }
  expect(ids.at(-1)).toBe(await newest())
  expect(ids.map(Number)).toEqual(ids.map(Number).toSorted((a, b) => a - b))
})
