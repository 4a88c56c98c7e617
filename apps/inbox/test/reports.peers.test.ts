import { until } from '@cordboard/channel-testkit/peers/until'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { accept } from '../src/ledger/accept.ts'
import { drain } from '../src/outbound/drain.ts'
import { reconcile } from '../src/outbound/reconcile.ts'
import { SendingConnections } from '../src/outbound/sending-connections.ts'
import { writeReply } from '../src/outbound/write-reply.ts'
import { rawOf, type PretendMail } from './support/pretend-channel.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'

let key = 0
async function take(desk: PretendDesk, accountId: string, mail: PretendMail) {
  const bytes = new TextEncoder().encode(JSON.stringify(mail))
  await accept(desk.ctx, { accountId, epoch: null }, [rawOf({ bytes, receivedAt: new Date() }, `key ${(key += 1)}`)])
  await desk.ingestAll()
}

/** A customer wrote, an agent answered, the answer was handed over. */
async function answered(desk: PretendDesk, { text = 'here', channel = 'pretend' } = {}) {
  const accountId = await desk.account('desk@example.com', channel)
  await take(desk, accountId, { id: '<1@c>', from: 'ann@example.com', text: 'help' })
  const { id: conversationId } = await desk.ctx.db.selectFrom('conversations').select('id').executeTakeFirstOrThrow()
  const reply = { conversationId, agentId: null, clientId: 'client-0001', text, attachmentIds: [] }
  const written = await writeReply(desk.ctx, reply)
  if (!written.ok) throw new Error(written.message)
  await using connections = new SendingConnections(desk.ctx)
  const never = new AbortController().signal
  await drain(desk.ctx, connections, conversationId, { signal: never, closing: never })
  const sent = desk.provider.mailbox('desk@example.com').delivered[0]
  return { accountId, conversationId, messageId: written.messageId, externalId: sent!.envelope.externalId ?? '' }
}

async function lockWaits({ ctx }: PretendDesk): Promise<number> {
  const { rows } = await ctx.pool.query<{ waits: number }>(
    `select count(*)::int as waits from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows[0]?.waits ?? 0
}

async function replyOf(desk: PretendDesk, id: string) {
  const { db } = desk.ctx
  const columns = ['delivery_state', 'delivery_detail'] as const
  const message = await db.selectFrom('messages').select(columns).where('id', '=', id).executeTakeFirstOrThrow()
  const conversation = await db.selectFrom('conversations').select(['status', 'unsent_count']).executeTakeFirstOrThrow()
  return { ...message, ...conversation }
}

describe('a reply nobody knew the fate of', () => {
  async function doubted(desk: PretendDesk) {
    const sent = await answered(desk)
    await desk.ctx.pool.query(`update messages set delivery_state = 'unconfirmed' where id = $1`, [sent.messageId])
    await desk.ctx.pool.query('update conversations set unsent_count = 1')
    return sent
  }

  it('went out when somebody answers it, whoever that is', async () => {
    await using desk = await openPretendDesk()
    const { accountId, messageId, externalId } = await doubted(desk)
    await take(desk, accountId, { id: '<2@c>', from: 'bob@example.com', text: 'fwd', references: [externalId] })
    expect(await replyOf(desk, messageId)).toMatchObject({ delivery_state: 'sent', unsent_count: 0 })
  })

  it('went out when a server says that it keeps trying', async () => {
    await using desk = await openPretendDesk()
    const { accountId, messageId, externalId } = await doubted(desk)
    const report = { about: [externalId], recipients: ['ann@example.com'], outcome: 'delayed' as const }
    await take(desk, accountId, { id: '<b@c>', from: 'mailer-daemon@c', text: 'later', automation: 'bounce', report })
    expect(await replyOf(desk, messageId)).toMatchObject({ delivery_state: 'sent', unsent_count: 0 })
  })

  it('went out when the answer was there before the doubt', async () => {
    await using desk = await openPretendDesk()
    const { accountId, messageId, externalId } = await answered(desk)
    await desk.ctx.pool.query(`update messages set delivery_state = 'sending' where id = $1`, [messageId])
    await take(desk, accountId, { id: '<2@c>', from: 'ann@example.com', text: 'thanks', references: [externalId] })
    await desk.ctx.pool.query(`update messages set delivery_state = 'unconfirmed', delivery_at = now() where id = $1`, [
      messageId,
    ])
    await using connections = new SendingConnections(desk.ctx)
    desk.provider.mailbox('desk@example.com').delivered.length = 0
    await reconcile(desk.ctx, connections, new AbortController().signal)
    expect(await replyOf(desk, messageId)).toMatchObject({ delivery_state: 'sent' })
  })

  it('stays in doubt when somebody names only mails before it', async () => {
    await using desk = await openPretendDesk()
    const { accountId, messageId } = await doubted(desk)
    await take(desk, accountId, { id: '<2@c>', from: 'ann@example.com', text: 'and?', references: ['<1@c>'] })
    expect(await replyOf(desk, messageId)).toMatchObject({ delivery_state: 'unconfirmed', unsent_count: 1 })
  })
})

describe('what comes back about our own replies', () => {
  it('marks the reply that bounced, shows the bounce beside it, and re-opens nothing', async () => {
    await using desk = await openPretendDesk()
    const { accountId, messageId, externalId } = await answered(desk)
    expect(await replyOf(desk, messageId)).toMatchObject({ delivery_state: 'sent', unsent_count: 0 })
    await desk.ctx.db.updateTable('conversations').set({ status: 'resolved' }).execute()
    const report = { about: [externalId], recipients: ['ann@example.com'], outcome: 'failed' as const }
    await take(desk, accountId, { id: '<b@c>', from: 'mailer-daemon@c', text: 'bounced', automation: 'bounce', report })
    expect(await replyOf(desk, messageId)).toEqual({
      delivery_state: 'failed',
      delivery_detail: 'The mailbox is full.',
      status: 'resolved',
      unsent_count: 1,
    })
    const texts = await desk.ctx.db.selectFrom('messages').select('body_text').orderBy('id').execute()
    expect(texts.map(({ body_text }) => body_text)).toEqual(['help', 'here', 'bounced'])
    const last = await desk.ctx.db.selectFrom('events').select('type').orderBy('id', 'desc').limit(2).execute()
    expect(last.map(({ type }) => type).toSorted()).toEqual(['delivery.changed', 'message.received'])
  })

  it('stays in the customer’s mail thread with the reply after a bounce', async () => {
    await using desk = await openPretendDesk()
    const { accountId, conversationId, externalId } = await answered(desk)
    const report = { about: [externalId], recipients: ['ann@example.com'], outcome: 'failed' as const }
    await take(desk, accountId, { id: '<b@c>', from: 'mailer-daemon@c', text: 'bounced', automation: 'bounce', report })
    const again = { conversationId, agentId: null, clientId: 'client-0002', text: 'once more', attachmentIds: [] }
    const written = await writeReply(desk.ctx, again)
    const { envelope } = await desk.ctx.db
      .selectFrom('messages')
      .select('envelope')
      .where('id', '=', written.ok ? written.messageId : '0')
      .executeTakeFirstOrThrow()
    expect(envelope).toMatchObject({ inReplyTo: externalId, references: ['<1@c>', externalId] })
  })

  it('keeps nobody who writes to the log waiting while it waits for a reply itself', async () => {
    await using desk = await openPretendDesk()
    const { accountId, externalId } = await answered(desk)
    await take(desk, accountId, { id: '<2@c>', from: 'ben@example.com', text: 'me too' })
    const second = await desk.ctx.db
      .selectFrom('conversations')
      .select('id')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    const reply = {
      conversationId: second.id,
      agentId: null,
      clientId: 'client-0003',
      text: 'and you',
      attachmentIds: [],
    }
    await writeReply(desk.ctx, reply)
    await sql`update messages set delivery_state = 'unconfirmed' where direction = 'outbound'`.execute(desk.ctx.db)
    const other = await sql<{ id: string }>`
      select external_id as id from messages where conversation_id = ${second.id} and direction = 'outbound'`.execute(
      desk.ctx.db,
    )
    const copies = [externalId, other.rows[0]!.id].map((id, n) => {
      const copy = { id, from: 'desk@example.com', text: n === 0 ? 'here' : 'and you', own: true }
      const bytes = new TextEncoder().encode(JSON.stringify(copy))
      return rawOf({ bytes, receivedAt: new Date() }, `copy ${n}`)
    })
    await accept(desk.ctx, { accountId, epoch: null }, copies)
    const worker = await desk.ctx.pool.connect()
    await worker.query('begin')
    // Shorter than it takes the server to notice that two wait for each other.
    await worker.query(`set local lock_timeout = '500ms'`)
    await worker.query('select from messages where external_id = $1 for update', [other.rows[0]!.id])
    const ingested = desk.ingestAll()
    await until('ingest waits for the reply', async () => (await lockWaits(desk)) > 0)
    const logged = await worker.query(`select append_events('[{"type": "desk.changed"}]')`).catch(String)
    await worker.query('commit')
    worker.release()
    await ingested
    expect(logged).toMatchObject({ rowCount: 1 })
    const states = await sql`select distinct delivery_state from messages where direction = 'outbound'`.execute(
      desk.ctx.db,
    )
    expect(states.rows).toEqual([{ delivery_state: 'sent' }])
  })

  it('shows a report nobody can match as a message of its own', async () => {
    await using desk = await openPretendDesk()
    const { accountId, messageId } = await answered(desk)
    const report = { about: ['<not ours@c>'], outcome: 'failed' as const }
    await take(desk, accountId, { id: '<b@c>', from: 'mailer-daemon@c', text: 'bounced', automation: 'bounce', report })
    expect((await replyOf(desk, messageId)).delivery_state).toBe('sent')
    expect(await desk.ctx.db.selectFrom('conversations').select('id').execute()).toHaveLength(2)
  })

  it('recognises our own reply when it comes back, and takes it as proof that a doubtful one went out', async () => {
    await using desk = await openPretendDesk()
    const { accountId, messageId, externalId } = await answered(desk)
    await desk.ctx.db
      .updateTable('messages')
      .set({ delivery_state: 'unconfirmed' })
      .where('id', '=', messageId)
      .execute()
    await desk.ctx.db.updateTable('conversations').set({ unsent_count: 1 }).execute()
    await take(desk, accountId, { id: externalId, from: 'desk@example.com', text: 'here', own: true })
    expect(await replyOf(desk, messageId)).toMatchObject({ delivery_state: 'sent', unsent_count: 0 })
    expect(await desk.ctx.db.selectFrom('messages').select('id').execute()).toHaveLength(2)
  })

  it('knows our own reply though its provider wrote it a little differently', async () => {
    await using desk = await openPretendDesk()
    const { accountId, messageId } = await answered(desk, {
      text: 'see example.com/cafe\u0301',
      channel: 'pretend_chat',
    })
    const text = '@ann see https://example.com/café'
    await take(desk, accountId, { id: `sent ${messageId}`, from: 'desk@example.com', text, own: true })
    expect(await desk.ctx.db.selectFrom('messages').select('id').execute()).toHaveLength(2)
  })

  it('marks a reply of ours that its provider says we took back, and makes nothing of one nobody knows', async () => {
    await using desk = await openPretendDesk()
    const { accountId, externalId, messageId } = await answered(desk)
    for (const [nth, about] of [externalId, '<elsewhere@c>'].entries()) {
      const change = { id: `gone ${nth}`, about, deleted: true as const }
      await take(desk, accountId, { id: `told ${nth}`, from: 'desk@example.com', text: 'Deleted.', change })
    }
    const messages = await desk.ctx.db.selectFrom('messages').select(['id', 'deleted_at']).orderBy('id').execute()
    expect(messages).toEqual([
      { id: expect.any(String), deleted_at: null },
      { id: messageId, deleted_at: expect.any(Date) },
    ])
    const stranger = { id: 'gone 3', about: externalId, deleted: true as const }
    await take(desk, accountId, { id: 'told 3', from: 'ann@example.com', text: 'Deleted.', change: stranger })
    expect(await desk.ctx.db.selectFrom('messages').select('id').execute()).toHaveLength(3)
  })

  it('shows a message from our own address that this desk never sent', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await take(desk, accountId, {
      id: '<elsewhere@c>',
      from: 'desk@example.com',
      text: 'by another program',
      own: true,
    })
    const texts = await desk.ctx.db.selectFrom('messages').select('body_text').execute()
    expect(texts).toEqual([{ body_text: 'by another program' }])
  })

  it('joins the customer’s answer to our reply to its conversation', async () => {
    await using desk = await openPretendDesk()
    const { accountId, externalId } = await answered(desk)
    await take(desk, accountId, { id: '<2@c>', from: 'ann@example.com', text: 'thanks', references: [externalId] })
    expect(await desk.ctx.db.selectFrom('conversations').select('snippet').execute()).toEqual([{ snippet: 'thanks' }])
  })
})
