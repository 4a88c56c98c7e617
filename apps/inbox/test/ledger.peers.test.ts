import { LeaseLost } from '@cordboard/core/channel/error'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { reportState } from '../src/accounts/report-state.ts'
import { BlobRefused } from '../src/blobs/blob-store.ts'
import { accept, largestRowBytes } from '../src/ledger/accept.ts'
import { refreshSelf } from '../src/accounts/refresh-self.ts'
import { ringOpenLedger } from '../src/sweep/ring-open-ledger.ts'
import { rawOf } from './support/pretend-channel.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'

function mail(key: string, text = `mail ${key}`, id = `<${key}@c>`) {
  const bytes = new TextEncoder().encode(JSON.stringify({ id, from: 'ann@example.com', text }))
  return rawOf({ bytes, receivedAt: new Date() }, key)
}

async function hold(desk: PretendDesk, accountId: string, epoch: string) {
  await desk.ctx.db.updateTable('channel_accounts').set({ lease_epoch: epoch }).where('id', '=', accountId).execute()
}

async function cursorOf(desk: PretendDesk) {
  return (await desk.ctx.db.selectFrom('channel_accounts').select('cursor').executeTakeFirstOrThrow()).cursor
}

async function rows(desk: PretendDesk) {
  return desk.ctx.db
    .selectFrom('ledger')
    .select(['id', 'provider_key', 'state', 'duplicate_of', 'raw', 'raw_blob'])
    .orderBy('id')
    .execute()
}

describe('accepting raw messages', () => {
  it('stores bytes and position together and rings for what is new', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await hold(desk, accountId, '1')
    await reportState(
      desk.ctx,
      accountId,
      { state: 'connected', detail: '', nextAction: 'none', progress: null },
      { epoch: '1' },
    )
    await accept(desk.ctx, { accountId, epoch: '1' }, [mail('a'), mail('b')], { next: 2 })
    await accept(desk.ctx, { accountId, epoch: '1' }, [mail('b'), mail('c')], { next: 3 })
    expect((await rows(desk)).map(({ provider_key, raw }) => [provider_key, JSON.parse(String(raw)).text])).toEqual([
      ['a', 'mail a'],
      ['b', 'mail b'],
      ['c', 'mail c'],
    ])
    expect(await cursorOf(desk)).toEqual({ next: 3 })
    expect(desk.rung.inbound).toHaveLength(3)
  })

  it('moves no cursor when the rows cannot be stored', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await sql`alter table ledger add constraint refused check (provider_key <> 'b')`.execute(desk.ctx.db)
    await expect(accept(desk.ctx, { accountId, epoch: null }, [mail('a'), mail('b')], { next: 2 })).rejects.toThrow(
      'refused',
    )
    expect(await rows(desk)).toEqual([])
    expect(await cursorOf(desk)).toBeNull()
    expect(desk.rung.inbound).toEqual([])
  })

  it('writes nothing for a holder whose lease has gone to another', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await hold(desk, accountId, '2')
    await expect(accept(desk.ctx, { accountId, epoch: '1' }, [mail('a')], { next: 9 })).rejects.toThrow(LeaseLost)
    expect(await rows(desk)).toEqual([])
    expect(await cursorOf(desk)).toBeNull()
  })

  it('keeps the same bytes under a new key, but shows them once, within a batch as well', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await accept(desk.ctx, { accountId, epoch: null }, [mail('a', 'same', '<1@c>'), mail('b', 'same', '<1@c>')])
    await accept(desk.ctx, { accountId, epoch: null }, [mail('c', 'same', '<1@c>')])
    const [first, ...others] = await rows(desk)
    expect(first).toMatchObject({ state: 'open', duplicate_of: null })
    expect(others.map(({ state, duplicate_of }) => [state, duplicate_of])).toEqual([
      ['done', first?.id],
      ['done', first?.id],
    ])
    await desk.ingestAll()
    expect(await desk.ctx.db.selectFrom('messages').select('body_text').execute()).toEqual([{ body_text: 'same' }])
  })

  it('announces nothing of messages that come again under other keys, some alike and some with changed headers', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const numbered = (numbering: string, change = '') =>
      Array.from({ length: 400 }, (_, index) => {
        const alike = index % 100 === 0
        const text = alike ? 'alike' : `text ${index}${index % 50 === 1 ? change : ''}`
        return mail(`INBOX:${numbering}:${index + 1}`, text, alike ? '<alike@c>' : `<${index}@c>`)
      })
    await accept(desk.ctx, { accountId, epoch: null }, numbered('1'))
    await desk.ingestAll()
    const count = async (table: 'messages' | 'events' | 'conversations') =>
      Number((await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(desk.ctx.db)).rows[0]?.n)
    const before = [await count('messages'), await count('conversations'), await count('events')]
    expect(before[0]).toBe(397)
    const rung = desk.rung.inbound.length
    await accept(desk.ctx, { accountId, epoch: null }, numbered('2'))
    expect(desk.rung.inbound).toHaveLength(rung)
    expect((await rows(desk)).filter(({ state }) => state === 'open')).toEqual([])
    // A server that was moved writes headers of its own: other bytes, the same message.
    await accept(desk.ctx, { accountId, epoch: null }, numbered('3', ' '))
    await desk.ingestAll()
    expect([await count('messages'), await count('conversations'), await count('events')]).toEqual(before)
  })

  it('takes the same bytes on two accounts for two messages', async () => {
    await using desk = await openPretendDesk()
    const [one, two] = [await desk.account('one@example.com'), await desk.account('two@example.com')]
    await accept(desk.ctx, { accountId: one, epoch: null }, [mail('a')])
    await accept(desk.ctx, { accountId: two, epoch: null }, [mail('a')])
    expect((await rows(desk)).map(({ state }) => state)).toEqual(['open', 'open'])
  })

  it('puts long messages into the blob store and reads them from there', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const long = 'x'.repeat(largestRowBytes)
    await accept(desk.ctx, { accountId, epoch: null }, [mail('short'), mail('long', long), mail('last')])
    expect((await rows(desk)).map(({ raw, raw_blob }) => [raw === null, raw_blob === null])).toEqual([
      [false, true],
      [true, false],
      [false, true],
    ])
    await desk.ingestAll()
    const found = await sql<{ length: number }>`select length(body_text) from messages order by 1 desc`.execute(
      desk.ctx.db,
    )
    expect(found.rows.map(({ length }) => length)).toEqual([long.length, 10, 9])
  })

  it('stores nothing of a batch and keeps its position when the disk for files is full', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const full = new BlobRefused('disk_full', 'The disk is full.')
    const ctx = { ...desk.ctx, blobs: { ...desk.ctx.blobs, put: () => Promise.reject(full) } }
    const batch = [mail('a'), mail('b', 'x'.repeat(largestRowBytes))]
    await expect(accept(ctx, { accountId, epoch: null }, batch, { next: 2 })).rejects.toBe(full)
    expect(await rows(desk)).toEqual([])
    expect(await cursorOf(desk)).toBeNull()
  })

  it('is repaired by the sweep when the process died between commit and ring', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const dies = { ...desk.ctx, reach: (at: string) => { if (at === 'inbound.after_commit') throw new Error('killed') } } // prettier-ignore
    await expect(accept(dies, { accountId, epoch: null }, [mail('a')], { next: 1 })).rejects.toThrow('killed')
    expect(desk.rung.inbound).toEqual([])
    await sql`update ledger set accepted_at = now() - interval '1 minute'`.execute(desk.ctx.db)
    await ringOpenLedger(desk.ctx)
    await desk.ingest(desk.rung.inbound)
    expect(await desk.ctx.db.selectFrom('messages').select('body_text').execute()).toEqual([{ body_text: 'mail a' }])
  })

  it('is rung for at once by a worker that starts, however fresh it is', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await accept(desk.ctx, { accountId, epoch: null }, [mail('a')], { next: 1 })
    desk.rung.inbound.splice(0)
    await ringOpenLedger(desk.ctx)
    expect(desk.rung.inbound).toEqual([])
    await ringOpenLedger(desk.ctx, { fresh: true })
    expect(desk.rung.inbound).toHaveLength(1)
  })

  it('does not fill a busy queue with repeats, and leaves no customer out for it', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const many = Array.from({ length: 700 }, (_, n) => mail(`m${n}`))
    await accept(desk.ctx, { accountId, epoch: null }, many, { next: 700 })
    desk.rung.inbound.splice(0)
    await sql`update ledger set accepted_at = now() - interval '1 minute'`.execute(desk.ctx.db)
    const jobs = { waiting: 14, active: 2, delayed: 0 }
    const depth = () => Promise.resolve({ inbound: jobs, drain: jobs, errand: jobs, sweep: jobs })
    await ringOpenLedger({ ...desk.ctx, doorbell: { ...desk.ctx.doorbell, depth } })
    expect(desk.rung.inbound).toHaveLength(500)
    await ringOpenLedger(desk.ctx)
    expect(desk.rung.inbound).toHaveLength(1_200)
  })

  it('knows at a worker’s start who an account is whose secret tells it', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const self = () => desk.ctx.db.selectFrom('channel_accounts').select('self').where('id', '=', accountId).execute()
    const tellingChannels = desk.ctx.channels.map((channel) => ({
      ...channel,
      self: (settings: object) => ({ keys: [String(Object.entries(settings))], displayName: null }),
    }))
    await refreshSelf({ ...desk.ctx, channels: tellingChannels })
    expect((await self())[0]?.self).toMatchObject({ keys: [expect.stringContaining('secret,not to be seen')] })
  })

  it('does not keep a desk from starting whose settings nobody can read any more', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const self = () => desk.ctx.db.selectFrom('channel_accounts').select('self').where('id', '=', accountId).execute()
    const before = await self()
    const unreadable = desk.ctx.channels.map((channel) => ({
      ...channel,
      self: () => {
        throw new TypeError('settings without a server')
      },
    }))
    await refreshSelf({ ...desk.ctx, channels: unreadable })
    expect(await self()).toEqual(before)
  })
})
