import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { createAccount } from '../src/accounts/create-account.ts'
import { flagUnheard } from '../src/accounts/flag-unheard.ts'
import { loadAccount } from '../src/accounts/load-account.ts'
import { removeAccount } from '../src/accounts/remove-account.ts'
import { reportState } from '../src/accounts/report-state.ts'
import { updateAccount } from '../src/accounts/update-account.ts'
import { openSecrets } from '../src/secrets.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'

async function row(desk: PretendDesk) {
  return desk.ctx.db.selectFrom('channel_accounts').selectAll().executeTakeFirstOrThrow()
}

async function events(desk: PretendDesk): Promise<number> {
  const all = await desk.ctx.db.selectFrom('events').select('type').execute()
  return all.filter(({ type }) => type === 'account.changed').length
}

const connected = { state: 'connected', detail: 'Fine.', nextAction: 'none', progress: null } as const

describe('an account', () => {
  it('keeps its secrets sealed, wherever one looks in the database', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    expect((await row(desk)).settings).toEqual({ address: 'desk@example.com', secret: null })
    const { rows } = await sql<{ all: string }>`select a::text as all from channel_accounts a`.execute(desk.ctx.db)
    expect(rows[0]?.all).not.toContain('not to be seen')
    expect(rows[0]?.all).not.toContain(Buffer.from('not to be seen').toString('hex'))
    expect((await loadAccount(desk.ctx, id))?.settings).toEqual({
      address: 'desk@example.com',
      secret: 'not to be seen',
    })
  })

  it('keeps saying that sending waits for a person, whatever becomes of its inbound line', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    const dead = { state: 'needs_reauth', detail: 'Refused.', nextAction: 'reconnect', progress: null } as const
    await reportState(desk.ctx, id, dead)
    await desk.ctx.db.updateTable('channel_accounts').set({ sending_held: true }).execute()
    const said = { detail: 'x', nextAction: 'wait', progress: null } as const
    for (const state of ['connecting', 'degraded', 'syncing'] as const)
      await reportState(desk.ctx, id, { ...said, state })
    await reportState(desk.ctx, id, connected)
    expect(await row(desk)).toMatchObject({ state: 'needs_reauth', state_next_action: 'reconnect' })
    await updateAccount(desk.ctx, { id, enabled: true, settings: { address: 'desk@example.com' }, actorAgentId: null })
    await reportState(desk.ctx, id, connected)
    expect(await row(desk)).toMatchObject({ state: 'connected', sending_held: false })
  })

  it('is heard while the server hands out all but a few mails, and missed when it falls silent then', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    await sql`update channel_accounts set lease_until = now() + interval '1 hour'`.execute(desk.ctx.db)
    const partly = {
      state: 'degraded',
      detail: 'One mail is kept back.',
      nextAction: 'contact_provider',
      progress: null,
    } as const
    await reportState(desk.ctx, id, partly)
    expect((await row(desk)).last_heard_at).not.toBeNull()
    await flagUnheard(desk.ctx)
    expect((await row(desk)).state_detail).toBe('One mail is kept back.')
    await sql`update channel_accounts set last_heard_at = now() - interval '4 minutes'`.execute(desk.ctx.db)
    await flagUnheard(desk.ctx)
    await flagUnheard(desk.ctx)
    expect((await row(desk)).state_detail).toContain('Nothing has been heard')
    expect(await events(desk)).toBe(3)
  })

  it('stays paused, whatever the line that is being closed still says', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    await desk.ctx.db.updateTable('channel_accounts').set({ lease_epoch: '1' }).execute()
    await updateAccount(desk.ctx, { id, enabled: false, actorAgentId: null })
    await reportState(desk.ctx, id, connected, { epoch: '1' })
    expect(await row(desk)).toMatchObject({ state: 'paused' })
  })

  it('stays paused or removed, though a reply in hand is refused only then', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    const refused = { state: 'needs_reauth', detail: 'No.', nextAction: 'reconnect', progress: null } as const
    await updateAccount(desk.ctx, { id, enabled: false, actorAgentId: null })
    await reportState(desk.ctx, id, refused)
    expect(await row(desk)).toMatchObject({ state: 'paused' })
    await removeAccount(desk.ctx, { id, actorAgentId: null })
    const removed = await row(desk)
    await reportState(desk.ctx, id, refused)
    expect(await row(desk)).toEqual(removed)
  })

  it('says in a sentence that its secrets were sealed under another key', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    const other = { ...desk.ctx, secrets: openSecrets(Buffer.alloc(32, 8)) }
    await expect(loadAccount(other, id)).rejects.toThrow('restore the SECRET_KEY')
  })

  it('is refused with the field that is wrong, and unknown settings are refused', async () => {
    await using desk = await openPretendDesk()
    const given = { channel: 'pretend', name: 'x', actorAgentId: null }
    expect(await createAccount(desk.ctx, { ...given, settings: { address: 'a@b' } })).toMatchObject({
      ok: false,
      field: 'settings.secret',
    })
    const more = { address: 'a@b', secret: 's', more: 1 }
    expect(await createAccount(desk.ctx, { ...given, settings: more })).toMatchObject({
      ok: false,
      code: 'invalid_settings',
    })
    expect(await createAccount(desk.ctx, { ...given, channel: 'none', settings: {} })).toMatchObject({
      code: 'unknown_channel',
    })
    expect(await events(desk)).toBe(0)
  })

  it('is connected once where its customers’ messages come to whoever asks for them', async () => {
    await using desk = await openPretendDesk()
    const connect = (channel: string) =>
      createAccount(desk.ctx, { channel, name: 'x', settings: { address: 'bot', secret: 's' }, actorAgentId: null })
    const both = await Promise.all([connect('pretend_chat'), connect('pretend_chat')])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(both.find(({ ok }) => !ok)).toMatchObject({ code: 'already_connected' })
    const first = both.find((made) => made.ok)
    await removeAccount(desk.ctx, { id: first!.id, actorAgentId: null })
    expect(await connect('pretend_chat')).toMatchObject({ ok: true })
    expect([await connect('pretend'), await connect('pretend')]).toMatchObject([{ ok: true }, { ok: true }])
  })

  it('keeps secrets left out of a change, bumps its revision and lets its replies go again', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    await desk.ctx.db.updateTable('channel_accounts').set({ sending_held: true, state: 'needs_reauth' }).execute()
    const settings = { address: 'desk@example.com', secret: null, note: 'new' }
    expect(await updateAccount(desk.ctx, { id, settings, actorAgentId: null })).toEqual({ ok: true })
    expect(await row(desk)).toMatchObject({ revision: 2, sending_held: false, state: 'connecting' })
    expect((await loadAccount(desk.ctx, id))?.settings).toMatchObject({ secret: 'not to be seen', note: 'new' })
  })

  it('does not become another line: its cursor and keys would hide that line’s messages', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    const settings = { address: 'other@example.com', secret: 's' }
    expect(await updateAccount(desk.ctx, { id, settings, actorAgentId: null })).toMatchObject({
      code: 'another_identity',
    })
    expect((await row(desk)).settings).toMatchObject({ address: 'desk@example.com' })
  })

  it('destroys its secrets when it is removed and fails what it could not send', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    expect(await removeAccount(desk.ctx, { id, actorAgentId: null })).toBe(true)
    expect(await removeAccount(desk.ctx, { id, actorAgentId: null })).toBe(false)
    expect(await row(desk)).toMatchObject({ sealed_secrets: null, enabled: false })
    expect(await loadAccount(desk.ctx, id)).toBeNull()
  })
})

describe('how an account stands', () => {
  it('is an event only when it changes, and every sign of life is kept', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    await reportState(desk.ctx, id, connected)
    const first = await row(desk)
    await reportState(desk.ctx, id, connected)
    const second = await row(desk)
    expect(await events(desk)).toBe(2)
    expect(second.last_heard_at!.getTime()).toBeGreaterThan(first.last_heard_at!.getTime())
    expect(second.state_since).toEqual(first.state_since)
    expect(second.first_synced_at).toEqual(first.first_synced_at)
  })

  it('shows progress in steps one can see', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    for (let done = 0; done <= 1_000; done += 5) {
      const detail = `${done} of 1000`
      await reportState(desk.ctx, id, {
        state: 'syncing',
        detail,
        nextAction: 'wait',
        progress: { done, total: 1_000 },
      })
    }
    expect(await events(desk)).toBe(1 + 101)
  })

  it('is not said by a holder that has lost the account', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    await desk.ctx.db.updateTable('channel_accounts').set({ lease_epoch: '5' }).execute()
    await reportState(desk.ctx, id, connected, { epoch: '4' })
    expect((await row(desk)).state).toBe('connecting')
  })

  it('keeps asking for a reconnect while sending is held, though messages still arrive', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    await desk.ctx.db.updateTable('channel_accounts').set({ sending_held: true, state: 'needs_reauth' }).execute()
    await reportState(desk.ctx, id, connected)
    const account = await row(desk)
    expect(account.state).toBe('needs_reauth')
    expect(account.last_heard_at).not.toBeNull()
  })

  it('turns to degraded when nobody reads it or nothing is heard, once', async () => {
    await using desk = await openPretendDesk()
    const id = await desk.account()
    await reportState(desk.ctx, id, connected)
    await sql`update channel_accounts set lease_until = now() + interval '10 seconds'`.execute(desk.ctx.db)
    await flagUnheard(desk.ctx)
    expect((await row(desk)).state).toBe('connected')
    await sql`update channel_accounts set last_heard_at = now() - interval '4 minutes'`.execute(desk.ctx.db)
    await flagUnheard(desk.ctx)
    await flagUnheard(desk.ctx)
    expect(await row(desk)).toMatchObject({
      state: 'degraded',
      state_detail: expect.stringContaining('Nothing has been heard'),
    })
    expect(await events(desk)).toBe(3)
    await reportState(desk.ctx, id, connected)
    await sql`update channel_accounts set lease_until = now() - interval '2 minutes'`.execute(desk.ctx.db)
    await flagUnheard(desk.ctx)
    expect(await row(desk)).toMatchObject({ state: 'degraded', state_detail: expect.stringContaining('No listener') })
  })
})
