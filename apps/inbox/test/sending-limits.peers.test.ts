import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateAccount } from '../src/accounts/update-account.ts'
import { SendingConnections } from '../src/outbound/sending-connections.ts'
import { drain } from '../src/outbound/drain.ts'
import { openOutboundDesk } from './support/outbound-desk.ts'

type Desk = Awaited<ReturnType<typeof openOutboundDesk>>
let desk: Desk
const never = new AbortController().signal

beforeAll(async () => {
  desk = await openOutboundDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())
beforeEach(async () => {
  await limit({ perMinute: null, perHour: null })
  await desk.ctx.pool.query('delete from sending_slots')
  await desk.ctx.pool.query(`update messages set delivery_state = 'failed' where delivery_state = 'queued'`)
  desk.provider.taken.length = 0
})

async function limit(sending: { perMinute?: number | null; perHour?: number | null }): Promise<void> {
  await updateAccount(desk.ctx, { id: desk.accountId, sending, actorAgentId: null })
}

const texts = () => desk.provider.taken.map(({ body }) => body.text)

/** Moves every slot and every wait so far into the past. */
async function pass(seconds: number): Promise<void> {
  await desk.ctx.pool.query(`update sending_slots set at = at - $1 * interval '1 second'`, [seconds])
  await desk.ctx.pool.query(`update messages set deliver_after = deliver_after - $1 * interval '1 second'`, [seconds])
}

async function waiting(messageId: string) {
  const { rows } = await desk.ctx.pool.query<{ seconds: number; sentence: unknown }>(
    `select round(extract(epoch from deliver_after - now()))::int as seconds, delivery_sentence as sentence
     from messages where id = $1 and delivery_state = 'queued'`,
    [messageId],
  )
  return rows[0]
}

describe('an account with a limit', () => {
  it('sends so many, and says of the others when their turn is', async () => {
    const conversations = [
      await desk.conversation('a@x.test'),
      await desk.conversation('b@x.test'),
      await desk.conversation('c@x.test'),
    ]
    desk.provider.taken.length = 0
    await limit({ perMinute: 2 })
    const ids: string[] = []
    for (const [index, id] of conversations.entries()) ids.push(await desk.reply(id, `Reply ${index}`))
    for (const id of conversations) await desk.drain(id)
    expect(texts()).toEqual(['Reply 0', 'Reply 1'])
    const wait = await waiting(ids[2]!)
    expect(wait?.seconds).toBeGreaterThan(55)
    expect(wait?.seconds).toBeLessThanOrEqual(60)
    expect(wait?.sentence).toEqual({ code: 'desk.waits_for_minute', values: { limit: 2 } })
    await pass(61)
    await desk.drain(conversations[2]!)
    expect(texts()).toEqual(['Reply 0', 'Reply 1', 'Reply 2'])
  })

  it('keeps to it though many workers hand over at once, and nobody overtakes', async () => {
    const conversations: string[] = []
    for (let n = 0; n < 8; n++) conversations.push(await desk.conversation(`many${n}@x.test`))
    desk.provider.taken.length = 0
    await limit({ perMinute: 3 })
    for (const [index, id] of conversations.entries()) await desk.reply(id, `Reply ${index}`)
    await using other = new SendingConnections(desk.ctx)
    const options = { signal: never, closing: never }
    const busy = conversations.slice(0, 4)
    await Promise.all(busy.flatMap((id) => [desk.drain(id), drain(desk.ctx, other, id, options)]))
    expect(texts()).toHaveLength(3)
    for (const id of conversations) await desk.drain(id)
    expect(texts()).toHaveLength(3)
    await pass(61)
    for (const id of conversations) await desk.drain(id)
    expect(texts()).toHaveLength(6)
    await pass(61)
    for (const id of conversations) await desk.drain(id)
    expect(texts()).toHaveLength(8)
    expect(texts().slice(4)).toEqual(['Reply 4', 'Reply 5', 'Reply 6', 'Reply 7'])
  })

  it('keeps to an hour as to a minute, and lets go at once when it is lifted', async () => {
    const first = await desk.conversation('h1@x.test')
    const second = await desk.conversation('h2@x.test')
    desk.provider.taken.length = 0
    await limit({ perMinute: 10, perHour: 1 })
    await desk.reply(first, 'One')
    const late = await desk.reply(second, 'Two')
    await desk.drain(first)
    await desk.drain(second)
    expect((await waiting(late))?.seconds).toBeGreaterThan(3_500)
    expect((await waiting(late))?.sentence).toMatchObject({ code: 'desk.waits_for_hour' })
    await limit({ perHour: null })
    await desk.drain(second)
    expect(texts()).toEqual(['One', 'Two'])
  })

  it('keeps a conversation’s replies in their order', async () => {
    const id = await desk.conversation('order@x.test')
    desk.provider.taken.length = 0
    await limit({ perMinute: 1 })
    for (const text of ['One', 'Two', 'Three']) await desk.reply(id, text)
    for (let n = 0; n < 3; n++) {
      await desk.drain(id)
      await pass(61)
    }
    expect(texts()).toEqual(['One', 'Two', 'Three'])
  })
})
