/** A database that went back in time: what waits in it may have been sent since, so it is not sent again by itself. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { retryReply } from '../src/outbound/retry-reply.ts'
import { beatRecord, checkRecord } from '../src/restored/desk-record.ts'
import { openOutboundDesk } from './support/outbound-desk.ts'
import { quiet } from './support/quiet-log.ts'

type Desk = Awaited<ReturnType<typeof openOutboundDesk>>

let desk: Desk
let dataDir: string
let conversationId: string
let waiting: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cordboard-restored-'))
  desk = await openOutboundDesk()
  conversationId = await desk.conversation()
  await start()
  waiting = await desk.reply(conversationId, 'Waiting')
})
afterEach(async () => {
  await desk[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true })
})

const needs = () => ({ pool: desk.ctx.pool, dataDir, log: quiet })
const start = (restored = false) => checkRecord(needs(), { restored })
/** The desk works on for a while after the backup; then the backup is put in its place. */
async function restoreBackupOf(beats: number): Promise<void> {
  for (let beat = 0; beat < 3; beat += 1) await beatRecord(needs())
  await desk.ctx.pool.query('update desk_record set beats = $1', [beats])
}

async function expectHeld(sentence: RegExp): Promise<void> {
  expect(await desk.delivery(waiting)).toMatchObject({ state: 'unconfirmed', detail: expect.stringMatching(sentence) })
  await desk.drain(conversationId)
  expect(desk.provider.taken).toEqual([])
}

describe('a reply that waited', () => {
  it('goes out after an ordinary stop and start', async () => {
    await start()
    await desk.drain(conversationId)
    expect(desk.provider.taken.map(({ id }) => id)).toEqual([waiting])
  })

  it('goes out though a desk on another database of the same template used the folder meanwhile', async () => {
    await using other = await openOutboundDesk()
    for (let times = 0; times < 5; times += 1)
      await checkRecord({ ...needs(), pool: other.ctx.pool }, { restored: false })
    await start()
    await desk.drain(conversationId)
    expect(desk.provider.taken.map(({ id }) => id)).toEqual([waiting])
  })

  it('is held when the database is behind what the data folder remembers, and counts as a delivery problem', async () => {
    await restoreBackupOf(1)
    await start()
    await expectHeld(/restored from a backup/)
    const { rows } = await desk.ctx.pool.query('select unsent_count from conversations where id = $1', [conversationId])
    expect(rows).toEqual([{ unsent_count: 1 }])
    const events = await desk.ctx.pool.query(
      `select data from events where message_id = $1 and type = 'delivery.changed'`,
      [waiting],
    )
    expect(events.rows).toEqual([{ data: { state: 'unconfirmed' } }])
  })

  it('is held when the database was made anew from a dump, though no data folder remembers anything', async () => {
    await desk.ctx.pool.query(`
      alter table events rename to events_before;
      create table events (like events_before including all);
      insert into events overriding system value select * from events_before;
      select setval(pg_get_serial_sequence('events', 'id'), (select max(id) from events))`)
    await rm(join(dataDir, 'desk-record.json'))
    await start()
    await expectHeld(/restored from a backup/)
  })

  it('is held when nothing ran for hours, as in a copy of everything that was put back', async () => {
    await desk.ctx.pool.query(`update desk_record set beaten_at = now() - interval '2 hours'`)
    await start()
    await expectHeld(/stood still/)
  })

  it('is held when the operator says that a backup was restored', async () => {
    await start(true)
    await expectHeld(/restored from a backup/)
  })

  it('is held when the database is exchanged under a running desk', async () => {
    await restoreBackupOf(1)
    await beatRecord(needs())
    await expectHeld(/restored from a backup/)
  })

  it('is held once: what is written afterwards goes out, and so does what a person sends again', async () => {
    await restoreBackupOf(1)
    await start()
    await start()
    await beatRecord(needs())
    const later = await desk.reply(conversationId, 'Later')
    await desk.drain(conversationId)
    expect(desk.provider.taken.map(({ id }) => id)).toEqual([later])
    expect(await retryReply(desk.ctx, { messageId: waiting, agentId: null, acceptDuplicate: false })).toMatchObject({
      ok: false,
    })
    await retryReply(desk.ctx, { messageId: waiting, agentId: null, acceptDuplicate: true })
    await desk.drain(conversationId)
    expect(desk.provider.taken.map(({ id }) => id)).toEqual([later, waiting])
  })

  it('is found in the Sent folder however many others wait beside it', async () => {
    const many = [waiting]
    for (let n = 0; n < 7; n += 1)
      many.push(await desk.reply(await desk.conversation(`mei-${n}@example.com`), `No. ${n}`))
    await start(true)
    const last = many.at(-1) ?? ''
    desk.provider.sentFolder.add(last)
    await desk.sweep()
    expect(await desk.delivery(last)).toMatchObject({ state: 'sent' })
  })

  it('is sent when the provider’s Sent folder shows that it went out after the backup', async () => {
    await restoreBackupOf(1)
    await start()
    desk.provider.sentFolder.add(waiting)
    await desk.sweep()
    expect(await desk.delivery(waiting)).toMatchObject({ state: 'sent' })
    expect(desk.provider.taken).toEqual([])
  })
})
