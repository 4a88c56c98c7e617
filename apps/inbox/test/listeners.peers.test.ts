import { ChannelError, LeaseLost } from '@cordboard/core/channel/error'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountHealth } from '../src/accounts/account-health.ts'
import { createAccount } from '../src/accounts/create-account.ts'
import { reportGap } from '../src/accounts/report-gap.ts'
import { updateAccount } from '../src/accounts/update-account.ts'
import { fairShare, leaseMs, releaseLease, renewLeases, takeLeases } from '../src/listeners/lease.ts'
import { startListener } from '../src/listeners/start-listener.ts'
import { type PulledProvider, pulledProvider } from './support/pulled-channel.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let test: TestDesk
let provider: PulledProvider

beforeEach(async () => {
  provider = pulledProvider()
  test = await openTestDesk({ channels: [provider.channel] })
})
afterEach(() => test[Symbol.asyncDispose]())

async function connect(address = 'desk@example.com'): Promise<string> {
  const settings = { address, password: 'secret' }
  const created = await createAccount(test.desk, {
    channel: provider.channel.id,
    name: address,
    settings,
    actorAgentId: null,
  })
  if (!created.ok) throw new Error(created.message)
  return created.id
}

async function ledgerTexts(): Promise<string[]> {
  const rows = await test.desk.db.selectFrom('ledger').select('raw').orderBy('id').execute()
  return rows.map(({ raw }) => String(raw))
}

const listeners = async () => (await test.desk.db.selectFrom('listeners').select('id').execute()).length
const account = (id: string) =>
  test.desk.db.selectFrom('channel_accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const newPassword = { address: 'desk@example.com', password: 'better' }
const soon = { timeout: 8_000, interval: 20 }

describe('a listener', () => {
  it('takes up an account connected while it runs, and follows it', async () => {
    await using _ = await startListener(test.desk)
    const id = await connect()
    await vi.waitFor(async () => expect((await account(id)).state).toBe('connected'), soon)
    provider.say('one')
    provider.say('two')
    await vi.waitFor(async () => expect(await ledgerTexts()).toEqual(['one', 'two']), soon)
  })

  it('is silent from the moment its beats fail, and not once they succeed again', async () => {
    let failures = 0
    const log = { ...test.desk.log, warn: () => void (failures += 1) }
    await using listener = await startListener({ ...test.desk, log })
    await vi.waitFor(async () => expect(await listeners()).toBe(1), soon)
    await test.desk.pool.query('alter table listeners rename to listeners_away')
    const failing = performance.now()
    await vi.waitFor(async () => {
      await connect(`beat${failures}.${Math.random()}@example.com`)
      expect(failures).toBeGreaterThan(2)
    }, soon)
    const failingMs = performance.now() - failing
    const silentMs = listener.silentMs()
    expect(silentMs).toBeGreaterThanOrEqual(failingMs)
    await test.desk.pool.query('alter table listeners_away rename to listeners')
    await vi.waitFor(async () => {
      await connect(`beat.${Math.random()}@example.com`)
      expect(listener.silentMs()).toBeLessThan(silentMs)
    }, soon)
  })

  it('dials again when the line is lost, and says meanwhile what is wrong', async () => {
    provider.failures.push(
      new ChannelError('transient', 'The server hung up.'),
      new ChannelError('transient', 'The server hung up.'),
    )
    const id = await connect()
    await using _ = await startListener(test.desk)
    await vi.waitFor(async () => expect((await account(id)).state_detail).toBe('The server hung up.'), soon)
    await vi.waitFor(async () => expect((await account(id)).state).toBe('connected'), soon)
    expect(provider.dials).toHaveLength(3)
  })

  it('does not try a refused password again by itself, and tries new settings at once', async () => {
    provider.failures.push(new ChannelError('needs_reauth', 'The password was refused.'))
    const id = await connect()
    await using _ = await startListener(test.desk)
    await vi.waitFor(
      async () => expect(await account(id)).toMatchObject({ state: 'needs_reauth', state_next_action: 'reconnect' }),
      soon,
    )
    expect(provider.dials).toHaveLength(1)
    await updateAccount(test.desk, {
      id,
      settings: { address: 'desk@example.com', password: 'better' },
      actorAgentId: null,
    })
    await vi.waitFor(async () => expect((await account(id)).state).toBe('connected'), soon)
  })

  it('dials with new settings though the old line does not end, and that one can write nothing any more', async () => {
    const id = await connect()
    const gate = Promise.withResolvers<void>()
    provider.beforeAccept = () => gate.promise
    provider.say('read on the old line')
    await using _ = await startListener(test.desk)
    await vi.waitFor(() => expect(provider.dials).toHaveLength(1), soon)
    const { lease_epoch: before } = await account(id)
    await updateAccount(test.desk, { id, name: 'renamed', settings: newPassword, actorAgentId: null })
    await vi.waitFor(() => expect(provider.dials).toHaveLength(2), { timeout: 15_000, interval: 50 })
    expect(Number((await account(id)).lease_epoch)).toBeGreaterThan(Number(before))
    gate.resolve()
  })

  it('closes every line and frees every account when it stops', async () => {
    const ids = [await connect('a@example.com'), await connect('b@example.com')]
    const listener = await startListener(test.desk)
    await vi.waitFor(() => expect(provider.lines).toBe(2), soon)
    await listener[Symbol.asyncDispose]()
    expect(provider.lines).toBe(0)
    for (const id of ids) expect(await account(id)).toMatchObject({ lease_holder: null, lease_until: null })
  })

  it('shares the accounts with a second one, and takes over when that one goes', async () => {
    for (let n = 0; n < 6; n++) await connect(`a${n}@example.com`)
    await using _first = await startListener(test.desk)
    await vi.waitFor(() => expect(provider.lines).toBe(6), soon)
    const second = await startListener(test.desk)
    await vi.waitFor(async () => expect(await heldBy()).toEqual([3, 3]), { timeout: 25_000, interval: 100 })
    await second[Symbol.asyncDispose]()
    await vi.waitFor(async () => expect(await heldBy()).toEqual([6]), { timeout: 25_000, interval: 100 })
  })

  it('stops holding an account that is paused or removed', async () => {
    const id = await connect()
    await using _ = await startListener(test.desk)
    await vi.waitFor(() => expect(provider.lines).toBe(1), soon)
    await updateAccount(test.desk, { id, enabled: false, actorAgentId: null })
    await vi.waitFor(() => expect(provider.lines).toBe(0), soon)
  })
})

describe('a lease', () => {
  it('has one holder; whoever takes over fences the earlier one off, whose late writes are refused', async () => {
    const id = await connect()
    const gate = Promise.withResolvers<void>()
    provider.beforeAccept = () => gate.promise
    provider.say('read before the pause')
    const listener = await startListener(test.desk)
    await vi.waitFor(() => expect(provider.lines).toBe(1), soon)
    // As if the process had slept for longer than its lease: another one holds the account now.
    await test.desk.pool.query("update channel_accounts set lease_until = now() - interval '1 second'")
    const [taken] = await takeLeases(test.desk.pool, 'another', 1)
    expect(taken).toMatchObject({ accountId: id })
    gate.resolve()
    await vi.waitFor(() => expect(provider.lines).toBe(0), soon)
    expect(await ledgerTexts()).toEqual([])
    expect((await account(id)).cursor).toBeNull()
    await listener[Symbol.asyncDispose]()
    expect(await account(id)).toMatchObject({ lease_holder: 'another' })
  })

  it('is taken by one of many who reach for it at once', async () => {
    await connect()
    const taken = await Promise.all(Array.from({ length: 10 }, (_, n) => takeLeases(test.desk.pool, `l${n}`, 5)))
    expect(taken.flat()).toHaveLength(1)
  })

  it('is renewed by its holder only, and free for others once given back', async () => {
    await connect()
    const [lease] = await takeLeases(test.desk.pool, 'one', 5)
    expect(await renewLeases(test.desk.pool, [lease!])).toHaveLength(1)
    expect(await renewLeases(test.desk.pool, [{ ...lease!, epoch: '99' }])).toHaveLength(0)
    expect(await takeLeases(test.desk.pool, 'two', 5)).toHaveLength(0)
    await releaseLease(test.desk.pool, lease!)
    expect(await takeLeases(test.desk.pool, 'two', 5)).toHaveLength(1)
  })

  it('is shared among the listeners that live, not those that died', async () => {
    for (let n = 0; n < 5; n++) await connect(`a${n}@example.com`)
    expect(await fairShare(test.desk.pool, 'one')).toBe(5)
    expect(await fairShare(test.desk.pool, 'two')).toBe(3)
    await test.desk.pool.query(
      `update listeners set seen_at = now() - interval '${leaseMs + 1} milliseconds' where id = 'one'`,
    )
    expect(await fairShare(test.desk.pool, 'two')).toBe(5)
  })
})

async function heldBy(): Promise<number[]> {
  const { rows } = await test.desk.pool.query<{ n: number }>(
    'select count(*)::int as n from channel_accounts where lease_holder is not null group by lease_holder',
  )
  return rows.map(({ n }) => n)
}

describe('history that is gone', () => {
  const gap = {
    place: 'INBOX',
    since: new Date('2026-11-01T10:00:00Z'),
    until: new Date('2026-11-01T12:00:00Z'),
    detail: 'The server lost mail.',
    sentence: null,
  }

  it('is kept with the account and in the log, once', async () => {
    const id = await connect()
    await reportGap(test.desk, id, gap)
    await reportGap(test.desk, id, { ...gap, until: new Date('2026-11-01T13:00:00Z') })
    await reportGap(test.desk, id, { ...gap, place: 'Support', since: null })
    const shown = { place: 'INBOX', since: '2026-11-01T10:00:00.000Z', until: '2026-11-01T12:00:00.000Z' }
    expect((await accountHealth(test.desk, id)).gaps).toMatchObject([{ place: 'Support', since: null }, shown])
    const events = await test.desk.db.selectFrom('events').selectAll().where('type', '=', 'account.gap_found').execute()
    expect(events.map(({ data }) => data)).toMatchObject([shown, { place: 'Support' }])
  })

  it('is not reported by whoever no longer holds the account', async () => {
    const id = await connect()
    await expect(reportGap(test.desk, id, gap, { epoch: '99' })).rejects.toThrow(LeaseLost)
    expect((await account(id)).gaps).toEqual([])
  })
})
