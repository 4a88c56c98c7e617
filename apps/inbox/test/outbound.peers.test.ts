import { until } from '@cordboard/channel-testkit/peers/until'
import { ChannelError } from '@cordboard/core/channel/error'
import { accountHealth } from '../src/accounts/account-health.ts'
import { removeAccount } from '../src/accounts/remove-account.ts'
import { updateAccount } from '../src/accounts/update-account.ts'
import { reconcile } from '../src/outbound/reconcile.ts'
import { startConversation } from '../src/outbound/start-conversation.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { writeReply } from '../src/outbound/write-reply.ts'
import { retryReply } from '../src/outbound/retry-reply.ts'
import { openOutboundDesk } from './support/outbound-desk.ts'

type Desk = Awaited<ReturnType<typeof openOutboundDesk>>
let desk: Desk

beforeAll(async () => {
  desk = await openOutboundDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())
beforeEach(async () => {
  desk.provider.script.length = 0
  desk.provider.taken.length = 0
  await desk.ctx.pool.query('update channel_accounts set sending_held = false, sending_waits_until = null')
})

const refuse =
  (kind: 'transient' | 'permanent' | 'needs_reauth' | 'unconfirmed' | 'rate_limited', retryAfterMs?: number) => () => {
    throw new ChannelError(kind, `The provider said ${kind}.`, {
      technical: `550 ${kind}`,
      retryAfterMs: retryAfterMs ?? null,
    })
  }
const texts = () => desk.provider.taken.map(({ body }) => body.text)

describe('writing a reply', () => {
  it('gives the same message for the same client id, and sends it once', async () => {
    const conversationId = await desk.conversation()
    const reply = { conversationId, agentId: null, clientId: 'the-same-client', text: 'Hello', attachmentIds: [] }
    const [first, second] = await Promise.all([writeReply(desk.ctx, reply), writeReply(desk.ctx, reply)])
    expect(first).toEqual(second)
    await desk.drain(conversationId)
    expect(texts()).toEqual(['Hello'])
  })

  it('refuses what the channel cannot carry before anything is stored', async () => {
    const conversationId = await desk.conversation()
    const text = 'x'.repeat(10_001)
    const written = await writeReply(desk.ctx, {
      conversationId,
      agentId: null,
      clientId: 'too-long-client',
      text,
      attachmentIds: [],
    })
    expect(written).toMatchObject({ ok: false, code: 'too_long', field: 'text' })
    const stored = await desk.ctx.db
      .selectFrom('messages')
      .select('id')
      .where('client_id', '=', 'too-long-client')
      .execute()
    expect(stored).toEqual([])
  })

  it('holds back a reply written without having seen the latest message', async () => {
    const conversationId = await desk.conversation()
    const seen = await desk.reply(conversationId, 'One')
    await desk.reply(conversationId, 'Two')
    const admin = await desk.test.signedIn('admin')
    const late = {
      conversationId,
      agentId: admin.agentId,
      clientId: 'late-client',
      text: 'Late',
      attachmentIds: [],
      lastSeenMessageId: seen,
    }
    expect(await writeReply(desk.ctx, late)).toMatchObject({ ok: false, code: 'newer_messages' })
    expect(await writeReply(desk.ctx, { ...late, lastSeenMessageId: null })).toMatchObject({ ok: true })
  })

  it('cannot take a file somebody else uploaded, or one that was sent already', async () => {
    const conversationId = await desk.conversation()
    const owner = await desk.test.signedIn('agent')
    const other = await desk.test.signedIn('agent')
    const { id } = await desk.ctx.db
      .insertInto('attachments')
      .values({ blob: 'b', file_name: 'a.png', media_type: 'image/png', size: 3, uploaded_by: owner.agentId })
      .returning('id')
      .executeTakeFirstOrThrow()
    const reply = { conversationId, text: 'See file', attachmentIds: [id] }
    expect(await writeReply(desk.ctx, { ...reply, agentId: other.agentId, clientId: 'thief-client' })).toMatchObject({
      code: 'attachment_not_found',
    })
    expect(await writeReply(desk.ctx, { ...reply, agentId: owner.agentId, clientId: 'owner-client' })).toMatchObject({
      ok: true,
    })
    expect(await writeReply(desk.ctx, { ...reply, agentId: owner.agentId, clientId: 'again-client' })).toMatchObject({
      code: 'attachment_not_found',
    })
  })
})

describe('a lane', () => {
  it('sends in the order of writing, and waits behind a reply the provider cannot take yet', async () => {
    const conversationId = await desk.conversation()
    desk.provider.script.push(refuse('transient'))
    const first = await desk.reply(conversationId, 'One')
    await desk.reply(conversationId, 'Two')
    const outcome = await desk.drain(conversationId)
    expect(outcome).toMatchObject({ againInMs: expect.any(Number) as number })
    expect(texts()).toEqual([])
    expect(await desk.delivery(first)).toMatchObject({
      state: 'queued',
      attempts: 1,
      detail: 'The provider said transient.',
    })
    await desk.passTime()
    expect(await desk.drain(conversationId)).toBe('done')
    expect(texts()).toEqual(['One', 'Two'])
  })

  it('goes on past a reply that was refused for good, which says why and counts on the conversation', async () => {
    const conversationId = await desk.conversation()
    desk.provider.script.push(refuse('permanent'))
    const first = await desk.reply(conversationId, 'One')
    await desk.reply(conversationId, 'Two')
    await desk.drain(conversationId)
    expect(texts()).toEqual(['Two'])
    expect(await desk.delivery(first)).toMatchObject({ state: 'failed', detail: 'The provider said permanent.' })
    expect(await unsent(conversationId)).toBe(1)
    await retryReply(desk.ctx, { messageId: first, agentId: null, acceptDuplicate: false })
    await desk.drain(conversationId)
    expect(texts()).toEqual(['Two', 'One'])
    expect(await unsent(conversationId)).toBe(0)
  })

  it('is one lane: drained from many sides at once, nothing is sent twice or out of order', async () => {
    const conversationId = await desk.conversation()
    const written: string[] = []
    for (let n = 0; n < 10; n++) {
      await desk.reply(conversationId, `Message ${n}`)
      written.push(`Message ${n}`)
    }
    await Promise.all(Array.from({ length: 8 }, () => desk.drain(conversationId)))
    await desk.drain(conversationId)
    expect(texts()).toEqual(written)
  })
})

describe('a hand-over without an answer', () => {
  it('is never repeated by itself, and by a person only who accepts that it may arrive twice', async () => {
    const conversationId = await desk.conversation()
    desk.provider.script.push(refuse('unconfirmed'))
    const messageId = await desk.reply(conversationId, 'Once')
    await desk.drain(conversationId)
    await desk.passTime()
    await desk.sweep()
    await desk.drain(conversationId)
    expect(await desk.delivery(messageId)).toMatchObject({ state: 'unconfirmed' })
    expect(texts()).toEqual([])
    expect(await retryReply(desk.ctx, { messageId, agentId: null, acceptDuplicate: false })).toMatchObject({
      code: 'may_duplicate',
    })
    expect(await retryReply(desk.ctx, { messageId, agentId: null, acceptDuplicate: true })).toMatchObject({ ok: true })
    await desk.drain(conversationId)
    expect(texts()).toEqual(['Once'])
  })

  it('is not taken out of the hands of who sends it by a second person who asks for the same', async () => {
    const conversationId = await desk.conversation()
    desk.provider.script.push(refuse('permanent'))
    const messageId = await desk.reply(conversationId, 'Asked for twice')
    await desk.drain(conversationId)
    const other = await desk.ctx.pool.connect()
    await other.query('begin')
    // The first one asked, and a worker has begun.
    await other.query(
      `update messages set delivery_state = 'sending', delivery_attempts = 2, sending_until = now() + interval '1 minute' where id = $1`,
      [messageId],
    )
    const second = retryReply(desk.ctx, { messageId, agentId: null, acceptDuplicate: false })
    await until('the second to wait for the row', async () => {
      const { rows } = await desk.ctx.pool.query<{ waits: boolean }>(
        `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`,
      )
      return rows[0]?.waits ?? false
    })
    await other.query('commit')
    other.release()
    expect(await second).toMatchObject({ ok: false, code: 'not_resendable' })
    expect(await desk.delivery(messageId)).toMatchObject({ state: 'sending', attempts: 2 })
  })

  it('becomes unconfirmed when the process died in the middle of it, and sent when the provider shows it', async () => {
    const conversationId = await desk.conversation()
    const messageId = await desk.reply(conversationId, 'Cut off')
    await desk.ctx.pool.query(
      `update messages set delivery_state = 'sending', delivery_attempts = 1, sending_until = now() - interval '1 second' where id = $1`,
      [messageId],
    )
    await desk.sweep()
    expect(await desk.delivery(messageId)).toMatchObject({ state: 'unconfirmed' })
    expect(await unsent(conversationId)).toBe(1)
    desk.provider.sentFolder.add(messageId)
    await desk.sweep()
    expect(await desk.delivery(messageId)).toMatchObject({ state: 'sent', detail: null })
    expect(await unsent(conversationId)).toBe(0)
    expect(texts()).toEqual([])
  })

  it('is looked for although the server is silent about another one', async () => {
    const conversationId = await desk.conversation()
    const [silent, there] = [await desk.reply(conversationId, 'One'), await desk.reply(conversationId, 'Two')]
    desk.provider.script.push(refuse('unconfirmed'), refuse('unconfirmed'))
    await desk.drain(conversationId)
    desk.provider.silentAbout.add(silent)
    desk.provider.sentFolder.add(there)
    const stop = new AbortController()
    const reconciled = reconcile(desk.ctx, desk.connections, stop.signal)
    await until('found', async () => (await desk.delivery(there)).state === 'sent')
    stop.abort()
    await reconciled
    expect(await desk.delivery(silent)).toMatchObject({ state: 'unconfirmed' })
    desk.provider.silentAbout.clear()
  })

  it('is not taken for another one with the same words, however many look at the same time', async () => {
    const conversationId = await desk.conversation()
    const replies = [await desk.reply(conversationId, 'Done'), await desk.reply(conversationId, 'Done')]
    replies.push(await desk.reply(conversationId, 'Done'))
    desk.provider.script.push(() => undefined, refuse('unconfirmed'), refuse('unconfirmed'))
    await desk.drain(conversationId)
    desk.provider.alike.set('Done', [`provider-${replies[0]}`, 'the-other'])
    await desk.sweep()
    const states = () => Promise.all(replies.map(async (id) => (await desk.delivery(id)).state))
    expect((await states()).toSorted()).toEqual(['sent', 'sent', 'unconfirmed'])
    await desk.sweep()
    expect((await states()).toSorted()).toEqual(['sent', 'sent', 'unconfirmed'])
    const { rows } = await desk.ctx.pool.query('select from message_thread_ids where thread_id = $1', ['the-other'])
    expect(rows).toHaveLength(1)
    desk.provider.alike.clear()
  })

  it('counts as unanswered when the adapter throws something that is no channel error', async () => {
    const conversationId = await desk.conversation()
    desk.provider.script.push(() => {
      throw new TypeError('a bug')
    })
    const messageId = await desk.reply(conversationId, 'Bug')
    await desk.drain(conversationId)
    expect(await desk.delivery(messageId)).toMatchObject({ state: 'unconfirmed' })
  })

  it('is sent if the answer comes after the lease ran out, not overwritten by an earlier attempt', async () => {
    const conversationId = await desk.conversation()
    desk.provider.script.push(async () => {
      await desk.passTime()
      await desk.sweep()
    })
    const messageId = await desk.reply(conversationId, 'Slow')
    await desk.drain(conversationId)
    expect(await desk.delivery(messageId)).toMatchObject({ state: 'sent' })
    expect(texts()).toEqual(['Slow'])
  })
})

describe('an account that cannot send', () => {
  it('keeps its replies queued while its credentials are dead, and says what to do', async () => {
    const conversationId = await desk.conversation()
    const other = await desk.conversation('li@example.com')
    desk.provider.script.push(refuse('needs_reauth'))
    const messageId = await desk.reply(conversationId, 'Later')
    await desk.reply(other, 'Later too')
    await desk.drain(conversationId)
    expect(await desk.drain(other)).toBe('done')
    expect(texts()).toEqual([])
    expect(await desk.delivery(messageId)).toMatchObject({ state: 'queued', attempts: 0 })
    const account = await desk.ctx.db
      .selectFrom('channel_accounts')
      .selectAll()
      .where('id', '=', desk.accountId)
      .executeTakeFirstOrThrow()
    expect(account).toMatchObject({ state: 'needs_reauth', state_next_action: 'reconnect', sending_held: true })
  })

  it.each(['needs_reauth', 'transient'] as const)(
    'sends at once when an admin has put right what was %s',
    async (kind) => {
      const conversationId = await desk.conversation()
      desk.provider.script.push(refuse(kind))
      await desk.reply(conversationId, 'Waiting')
      await desk.drain(conversationId)
      await saveSettings(desk)
      expect(await desk.drain(conversationId)).toBe('done')
      expect(texts()).toEqual(['Waiting'])
    },
  )

  it('is not held by a refusal of the password an admin has just replaced', async () => {
    const conversationId = await desk.conversation()
    desk.provider.script.push(async () => {
      await saveSettings(desk)
      refuse('needs_reauth')()
    })
    await desk.reply(conversationId, 'Meanwhile')
    await desk.drain(conversationId)
    expect(await desk.drain(conversationId)).toBe('done')
    expect(texts()).toEqual(['Meanwhile'])
  })

  it('waits as long as the provider asked, without counting it as an attempt', async () => {
    const conversationId = await desk.conversation()
    desk.provider.script.push(refuse('rate_limited', 60_000))
    const messageId = await desk.reply(conversationId, 'Slowly')
    const outcome = await desk.drain(conversationId)
    expect(outcome).toEqual({ againInMs: 60_000 })
    expect(await desk.delivery(messageId)).toMatchObject({ state: 'queued', attempts: 0 })
    await desk.passTime()
    await desk.drain(conversationId)
    expect(texts()).toEqual(['Slowly'])
  })

  it('does not wake all lanes of an account that waits in the same moment, and none too early', async () => {
    const conversations = await Promise.all(
      Array.from({ length: 12 }, (_, n) => desk.conversation(`c${n}@example.com`)),
    )
    for (const conversationId of conversations) await desk.reply(conversationId, 'Waits')
    await desk.ctx.pool.query(`update channel_accounts set sending_waits_until = now() + interval '60 seconds'`)
    const outcomes = await Promise.all(conversations.map((conversationId) => desk.drain(conversationId)))
    const waits = outcomes.map((outcome) => (outcome === 'done' ? 0 : outcome.againInMs))
    expect(Math.min(...waits)).toBeGreaterThan(58_000)
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(300)
    await desk.passTime()
    for (const conversationId of conversations) await desk.drain(conversationId)
    expect(texts().filter((text) => text === 'Waits')).toHaveLength(12)
  })
})

describe('the health of an account', () => {
  it('counts the replies that wait and those that failed', async () => {
    await using own = await openOutboundDesk()
    const conversationId = await own.conversation()
    own.provider.script.push(refuse('permanent'), refuse('unconfirmed'), refuse('needs_reauth'))
    for (const text of ['One', 'Two', 'Three', 'Four']) await own.reply(conversationId, text)
    await own.drain(conversationId)
    const health = await accountHealth(own.ctx, own.accountId)
    expect(health).toMatchObject({ queuedReplies: 2, unsentReplies: 2 })
  })
})

describe('an account that is removed', () => {
  it('leaves no reply waiting for ever that was on its way at that moment', async () => {
    await using own = await openOutboundDesk()
    const conversationId = await own.conversation()
    own.provider.script.push(async () => {
      await removeAccount(own.ctx, { id: own.accountId, actorAgentId: null })
      refuse('transient')()
    })
    const messageId = await own.reply(conversationId, 'Too late')
    await own.drain(conversationId)
    await own.passTime()
    await own.drain(conversationId)
    expect(await own.delivery(messageId)).toMatchObject({ state: 'failed' })
    expect(own.provider.taken).toEqual([])
  })
})

describe('an account that is removed with replies waiting', () => {
  it('says in the log of each of them that it failed', async () => {
    await using own = await openOutboundDesk()
    const conversationId = await own.conversation()
    const waiting = [await own.reply(conversationId, 'One'), await own.reply(conversationId, 'Two')]
    await removeAccount(own.ctx, { id: own.accountId, actorAgentId: null })
    const { rows } = await own.ctx.pool.query(
      `select message_id, data from events where message_id = any($1) and type = 'delivery.changed' order by id`,
      [waiting],
    )
    expect(rows).toEqual(waiting.map((id) => ({ message_id: id, data: { state: 'failed' } })))
  })
})

describe('writing first', () => {
  it('starts one conversation however often and however fast the same client asks', async () => {
    for (let round = 0; round < 5; round++) {
      const first = {
        accountId: desk.accountId,
        agentId: null,
        to: `new-${round}@example.com`,
        subject: null,
        text: 'Hi',
      }
      const asked = Array.from({ length: 3 }, () =>
        startConversation(desk.ctx, { ...first, clientId: `first-${round}` }),
      )
      const started = await Promise.all(asked)
      expect(new Set(started.map((one) => ('conversationId' in one ? one.conversationId : one.code))).size).toBe(1)
      expect(started[0]).toMatchObject({ ok: true })
    }
  })
})

async function saveSettings({ ctx, accountId }: Desk): Promise<void> {
  const settings = { address: 'desk@example.com', password: 'the new one' }
  expect(await updateAccount(ctx, { id: accountId, settings, actorAgentId: null })).toEqual({ ok: true })
}

async function unsent(conversationId: string): Promise<number> {
  const row = await desk.ctx.db
    .selectFrom('conversations')
    .select('unsent_count')
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow()
  return row.unsent_count
}
