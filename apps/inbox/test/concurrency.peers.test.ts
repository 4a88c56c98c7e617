import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { appendEvents } from '../src/db/append-events.ts'
import { isDatabaseAway } from '../src/db/transaction.ts'
import { accept } from '../src/ledger/accept.ts'
import { foldCounters } from '../src/sweep/fold-counters.ts'
import { rawOf } from './support/pretend-channel.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'

function mailOf(n: number, from: string, references: string[] = []) {
  const bytes = new TextEncoder().encode(JSON.stringify({ id: `<${n}@c>`, from, text: `mail ${n}`, references }))
  return rawOf({ bytes, receivedAt: new Date(1_700_000_000_000 + n * 1_000) }, `key ${n}`)
}

/** As mail programs write them: the whole way back, nearest first. */
function earlier(n: number): string[] {
  return Array.from({ length: n }, (_, back) => `<${n - 1 - back}@c>`)
}

async function shown(desk: PretendDesk): Promise<string[]> {
  const found = await desk.ctx.db.selectFrom('messages').select('body_text').execute()
  return found.map(({ body_text }) => body_text).toSorted()
}

describe('under concurrency', () => {
  it('shows exactly what was delivered, whatever the batches, repeats, order and number of workers', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    let base = 0
    const deliveries = fc.array(fc.array(fc.nat(15), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(deliveries, async (batches) => {
        base += 100
        const before = await shown(desk)
        const own = base
        const work = batches.map(async (batch) => {
          await accept(
            desk.ctx,
            { accountId, epoch: null },
            batch.map((n) => mailOf(own + n, `p${n % 4}@example.com`)),
          )
          await desk.ingestAll()
        })
        await Promise.all(work)
        await desk.ingestAll()
        const expected = new Set(batches.flat().map((n) => `mail ${own + n}`))
        expect(await shown(desk)).toEqual([...before, ...expected].toSorted())
      }),
      { numRuns: 25 },
    )
    expect(await desk.ctx.db.selectFrom('ledger').select('id').where('state', '=', 'open').execute()).toEqual([])
  })

  it('keeps a customer’s thread in one conversation when many workers take its mails in any order', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const chain = Array.from({ length: 30 }, (_, n) => mailOf(n, 'ann@example.com', earlier(n)))
    await accept(desk.ctx, { accountId, epoch: null }, chain)
    const ids = (await desk.ctx.db.selectFrom('ledger').select('id').execute()).map(({ id }) => id)
    const shuffled = ids.map((id, n) => ({ id, at: (n * 17) % 30 })).toSorted((a, b) => a.at - b.at)
    await Promise.all(shuffled.map(({ id }) => desk.ingest([id])))
    const conversations = await desk.ctx.db.selectFrom('conversations').select(['id', 'snippet']).execute()
    const orders = await sql<{ text: string }>`select body_text as text from messages order by occurred_at, id`.execute(
      desk.ctx.db,
    )
    expect(orders.rows.map(({ text }) => text)).toEqual(Array.from({ length: 30 }, (_, n) => `mail ${n}`))
    expect(conversations).toHaveLength(1)
    expect(conversations[0]?.snippet).toBe('mail 29')
  })

  it('lets no reader of the log skip an event that commits late', async () => {
    await using desk = await openPretendDesk()
    const { db } = desk.ctx
    const seen: number[] = []
    let writing = true
    const reader = (async () => {
      let last = 0
      for (let again = true; again;) {
        again = writing
        const fresh = await db.selectFrom('events').select('id').where('id', '>', String(last)).orderBy('id').execute()
        seen.push(...fresh.map(({ id }) => Number(id)))
        last = seen.at(-1) ?? last
      }
    })()
    const writer = async () => {
      for (let n = 0; n < 40; n += 1) {
        await db.transaction().execute(async (tx) => {
          await sql`select pg_sleep(random() * 0.003)`.execute(tx)
          await appendEvents(tx, [{ type: 'desk.changed' }, { type: 'desk.changed' }])
        })
      }
    }
    await Promise.all(Array.from({ length: 6 }, writer))
    writing = false
    await reader
    const all = await db.selectFrom('events').select('id').orderBy('id').execute()
    expect(seen).toEqual(all.map(({ id }) => Number(id)))
    expect(all).toHaveLength(6 * 40 * 2)
  })

  it('keeps counters equal to counting, while they are folded', async () => {
    await using desk = await openPretendDesk()
    const { db, pool } = desk.ctx
    const [one, two] = [await desk.account('one@example.com'), await desk.account('two@example.com')]
    for (const [accountId, from] of [
      [one, 0],
      [two, 100],
    ] as const) {
      const batch = Array.from({ length: 30 }, (_, n) => mailOf(from + n, `p${from + n}@example.com`))
      await accept(desk.ctx, { accountId, epoch: null }, batch)
    }
    const change = async () => {
      for (let n = 0; n < 20; n += 1) {
        const status = ['open', 'resolved', 'snoozed'][n % 3]!
        await sql`update conversations set status = ${status} where id = (select id from conversations order by random() limit 1)`.execute(
          db,
        )
        await foldCounters({ pool })
      }
    }
    await Promise.all([desk.ingestAll(), change(), change()])
    const maintained = await sql`
      select account_id, status, sum(count)::int as count from (
        select account_id, status, count from conversation_counts
        union all select account_id, status, change from conversation_count_changes
      ) counts group by 1, 2 having sum(count) <> 0 order by 1, 2`.execute(db)
    const counted =
      await sql`select account_id, status, count(*)::int as count from conversations group by 1, 2 order by 1, 2`.execute(
        db,
      )
    expect(maintained.rows).toEqual(counted.rows)
  })
})

describe('a database that cannot be reached', () => {
  it('is told from a statement it refuses, whichever way it went away', async () => {
    await using desk = await openPretendDesk()
    const pool = new pg.Pool({ connectionString: desk.ctx.databaseUrl, max: 1, connectionTimeoutMillis: 1_000 })
    pool.on('error', () => undefined)
    const client = await pool.connect()
    client.on('error', () => undefined)
    const taken: unknown = await pool.query('select 1').catch((error: unknown) => error)
    expect(isDatabaseAway(taken)).toBe(true)
    const refused: unknown = await client.query('select 1/0').catch((error: unknown) => error)
    expect(isDatabaseAway(refused)).toBe(false)
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const ended = new Promise<void>((resolve) => client.once('end', resolve))
    await desk.ctx.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid])
    await ended
    const broken: unknown = await client.query('select 1').catch((error: unknown) => error)
    expect(isDatabaseAway(broken)).toBe(true)
    client.release(true)
    await pool.end()
  })
})
