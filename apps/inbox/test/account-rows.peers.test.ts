import type { AccountState } from '@cordboard/core/channel/account-state'
import { LeaseLost } from '@cordboard/core/channel/error'
import { sql } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import { AccountRows } from '../src/listeners/account-rows.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'

const connected: AccountState = { state: 'connected', detail: '', nextAction: 'none', progress: null }
const lost: AccountState = { state: 'degraded', detail: 'Away.', nextAction: 'wait', progress: null }

const rowOf = (desk: PretendDesk, id: string) =>
  desk.ctx.db.selectFrom('channel_accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

/** Two accounts held under epoch 1, the first of them locked by somebody until `unlock`. */
async function heldAccounts(desk: PretendDesk, ending: AsyncDisposableStack) {
  const [locked, free] = [await desk.account(), await desk.account()]
  await sql`update channel_accounts set lease_epoch = 1`.execute(desk.ctx.db)
  const client = ending.adopt(await desk.ctx.pool.connect(), async (one) => one.release())
  await client.query('begin')
  await client.query('select 1 from channel_accounts where id = $1 for update', [locked])
  return { locked, free, unlock: () => client.query('rollback') }
}

describe('what a listener writes of its accounts', () => {
  it('waits for whoever has one of them locked with that one only', async () => {
    await using desk = await openPretendDesk()
    await using ending = new AsyncDisposableStack()
    const { locked, free, unlock } = await heldAccounts(desk, ending)
    using rows = new AccountRows(desk.ctx)
    const waiting = [locked, free, locked, free].map((accountId, n) =>
      n < 2 ? rows.report({ accountId, epoch: '1', state: connected }) : rows.move(accountId, '1', { next: 7 }),
    )
    await Promise.all([waiting[1], waiting[3]])
    expect(await rowOf(desk, free)).toMatchObject({ state: 'connected', cursor: { next: 7 } })
    expect(await rowOf(desk, locked)).toMatchObject({ state: 'connecting', cursor: null })
    await unlock()
    await Promise.all(waiting)
    expect(await rowOf(desk, locked)).toMatchObject({ state: 'connected', cursor: { next: 7 } })
  })

  it('moves no position of an account that another process holds', async () => {
    await using desk = await openPretendDesk()
    const [id, other] = [await desk.account(), await desk.account()]
    await sql`update channel_accounts set lease_epoch = 2`.execute(desk.ctx.db)
    using rows = new AccountRows(desk.ctx)
    const moves = [rows.move(other, '2', { next: 1 }), rows.move(id, '1', { next: 1 }), rows.move(id, '2', { next: 2 })]
    const ends = await Promise.allSettled(moves)
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    await expect(moves[1]).rejects.toThrow(LeaseLost)
    expect((await rowOf(desk, id)).cursor).toEqual({ next: 2 })
  })

  it('keeps signs of life, which say again what was reported last and never what is over', async () => {
    await using desk = await openPretendDesk()
    const [alive, gone, ended] = [await desk.account(), await desk.account(), await desk.account()]
    using rows = new AccountRows(desk.ctx, { signsOfLifeMs: 30 })
    const of = (accountId: string, state = connected) => ({ accountId, epoch: '0', state })
    for (const id of [alive, gone, ended]) await rows.report(of(id))
    await sql`update channel_accounts set last_heard_at = null, state = 'degraded'`.execute(desk.ctx.db)
    for (const id of [gone, ended, alive]) rows.stillHolds(of(id))
    rows.ends(of(ended))
    await rows.report(of(gone, lost))
    await vi.waitFor(async () => expect((await rowOf(desk, alive)).state).toBe('connected'), { timeout: 8_000 })
    expect((await rowOf(desk, alive)).last_heard_at).not.toBeNull()
    expect(await rowOf(desk, gone)).toMatchObject({ state: 'degraded', state_detail: 'Away.', last_heard_at: null })
    expect(await rowOf(desk, ended)).toMatchObject({ state: 'degraded', last_heard_at: null })
  })
})
