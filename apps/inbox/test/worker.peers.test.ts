/** The roles together over a real queue: what the doorbell rings for is done, and what it forgets is done as well. */
import { prepareBackend, QUEUE_SCHEMA, type QueueBackend } from '@cordboard/queue/backend'
import { openDoorbell } from '@cordboard/queue/doorbell'
import { describe, expect, it, vi } from 'vitest'
import { requestChange } from '../src/errands/request-change.ts'
import { startListener } from '../src/listeners/start-listener.ts'
import { writeReply } from '../src/outbound/write-reply.ts'
import { startWorker } from '../src/start-worker.ts'
import { openPretendDesk } from './support/pretend-desk.ts'
import { quiet } from './support/quiet-log.ts'

const soon = { timeout: 20_000, interval: 20 }

async function openWorkingDesk() {
  await using opening = new AsyncDisposableStack()
  const desk = opening.use(await openPretendDesk())
  const queue: QueueBackend = { kind: 'postgres', url: desk.ctx.databaseUrl }
  await prepareBackend(queue, quiet)
  const doorbell = opening.use(await openDoorbell(queue, quiet))
  const ctx = { ...desk.ctx, doorbell }
  const opened = opening.move()
  const texts = async () =>
    (await ctx.db.selectFrom('messages').select('body_text').orderBy('id').execute()).map((row) => row.body_text)
  return { ...desk, ctx, queue, texts, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

describe('listener and worker', () => {
  it('bring a message in by themselves and an answer out', async () => {
    await using desk = await openWorkingDesk()
    await desk.account()
    await using _worker = await startWorker(desk.ctx, desk.queue)
    await using _listener = await startListener(desk.ctx)
    const mailbox = desk.provider.mailbox('desk@example.com')
    mailbox.add({ id: '<1@c>', from: 'ann@example.com', text: 'help' })
    await vi.waitFor(async () => expect(await desk.texts()).toEqual(['help']), soon)
    const { id } = await desk.ctx.db.selectFrom('conversations').select('id').executeTakeFirstOrThrow()
    await writeReply(desk.ctx, {
      conversationId: id,
      agentId: null,
      clientId: 'client-0001',
      text: 'here',
      attachmentIds: [],
    })
    await vi.waitFor(() => expect(mailbox.delivered.map(({ body }) => body.text)).toEqual(['here']), soon)
    expect(mailbox.delivered[0]?.envelope).toMatchObject({ to: ['ann@example.com'], inReplyTo: '<1@c>' })
  })

  it('fetch a chat’s files by themselves, and change what was sent to it', async () => {
    await using desk = await openWorkingDesk()
    await desk.account('chat', 'pretend_chat')
    await using _worker = await startWorker(desk.ctx, desk.queue)
    await using _listener = await startListener(desk.ctx)
    const mailbox = desk.provider.mailbox('chat')
    mailbox.files.set('photo', 'pixels')
    const remote = [{ name: 'photo.txt', size: null, ref: 'photo' }]
    mailbox.add({ id: '1', from: 'ann', chat: 'ann', text: 'see this', remote })
    const states = () => desk.ctx.db.selectFrom('attachments').select(['fetch_state', 'size']).execute()
    await vi.waitFor(async () => expect(await states()).toEqual([{ fetch_state: 'there', size: 6 }]), soon)
    const { id: conversationId } = await desk.ctx.db.selectFrom('conversations').select('id').executeTakeFirstOrThrow()
    const reply = { conversationId, agentId: null, clientId: 'client-0001', text: 'I se it', attachmentIds: [] }
    const written = await writeReply(desk.ctx, reply)
    await vi.waitFor(() => expect(mailbox.delivered).toHaveLength(1), soon)
    const messageId = written.ok ? written.messageId : ''
    const wanted = { kind: 'edit', text: 'I see it' } as const
    const ask = () => requestChange(desk.ctx, { messageId, agentId: null, wanted })
    await vi.waitFor(async () => expect(await ask()).toMatchObject({ ok: true }), soon)
    await vi.waitFor(async () => expect(await desk.texts()).toEqual(['see this', 'I see it']), soon)
    expect(mailbox.edits.at(-1)?.body.text).toBe('I see it')
  })

  it('lose nothing when the queue forgets everything before a worker starts', async () => {
    await using desk = await openWorkingDesk()
    await desk.account()
    const mailbox = desk.provider.mailbox('desk@example.com')
    for (let n = 0; n < 20; n += 1) mailbox.add({ id: `<${n}@c>`, from: `p${n}@example.com`, text: `mail ${n}` })
    {
      await using _listener = await startListener(desk.ctx)
      await vi.waitFor(async () => {
        const { rows } = await desk.ctx.pool.query('select from ledger')
        expect(rows).toHaveLength(20)
      }, soon)
    }
    const { rows } = await desk.ctx.pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = $1 and tablename not ilike '%migration%'`,
      [QUEUE_SCHEMA],
    )
    await desk.ctx.pool.query(`truncate ${rows.map(({ name }) => name).join(', ')} cascade`)
    await desk.ctx.pool.query(`update ledger set accepted_at = now() - interval '1 minute'`)
    await using _worker = await startWorker(desk.ctx, desk.queue)
    await vi.waitFor(async () => expect(await desk.texts()).toHaveLength(20), soon)
  })

  it('stop in time though a line does not let go', async () => {
    await using desk = await openWorkingDesk()
    const mailbox = desk.provider.mailbox('desk@example.com')
    mailbox.deaf = true
    await desk.account()
    const listener = await startListener(desk.ctx)
    await vi.waitFor(() => expect(mailbox.receiving).toBe(1), soon)
    const startedAt = performance.now()
    await listener[Symbol.asyncDispose]()
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    const account = await desk.ctx.db.selectFrom('channel_accounts').select('lease_holder').executeTakeFirst()
    expect(account?.lease_holder).toBeNull()
  })
})
