import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { accept } from '../src/ledger/accept.ts'
import { rawOf, type PretendMail } from './support/pretend-channel.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'

const day = 24 * 3_600_000

/** Takes mails in as the provider's webhook would: without a lease. */
async function take(desk: PretendDesk, accountId: string, mails: readonly PretendMail[], at = new Date()) {
  await store(desk, accountId, mails, at)
  await desk.ingestAll()
}

/** Resolves to the ledger ids of all the account's mails that wait. */
async function store(desk: PretendDesk, accountId: string, mails: readonly PretendMail[], at = new Date()) {
  const encode = (mail: PretendMail) => new TextEncoder().encode(JSON.stringify(mail))
  const batch = mails.map((mail) => rawOf({ bytes: encode(mail), receivedAt: at }, `key-${mail.id}`))
  await accept(desk.ctx, { accountId, epoch: null }, batch)
  const { rows } = await sql<{ id: string }>`
    select id from ledger where account_id = ${accountId} and state = 'open' order by id`.execute(desk.ctx.db)
  return rows.map(({ id }) => id)
}

async function conversations(desk: PretendDesk) {
  const { rows } = await sql<{ id: string; status: string; texts: string[]; linked: string | null; snippet: string }>`
    select c.id, c.status, c.snippet, c.linked_conversation_id as linked,
      (select array_agg(m.body_text order by m.occurred_at, m.id) from messages m where m.conversation_id = c.id) as texts
    from conversations c order by c.id`.execute(desk.ctx.db)
  return rows
}

async function events(desk: PretendDesk) {
  return desk.ctx.db.selectFrom('events').select(['type', 'data']).orderBy('id').execute()
}

describe('from the ledger to a conversation', () => {
  it('opens a conversation for a new customer and says so in the log', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await take(desk, accountId, [
      { id: '<1@c>', from: 'Ann@Example.com', name: 'Ann', subject: 'Withdrawal', text: '提现 is stuck\0 \ud800' },
    ])
    expect(await conversations(desk)).toMatchObject([
      { status: 'open', texts: ['提现 is stuck \ufffd'], snippet: '提现 is stuck �' },
    ])
    expect((await events(desk)).map(({ type }) => type)).toEqual([
      'account.changed',
      'conversation.opened',
      'message.received',
    ])
    const search = await sql`select from conversation_search where terms @@ '提现 & stuck'::tsquery`.execute(
      desk.ctx.db,
    )
    expect(search.rows).toHaveLength(1)
    expect(await desk.ctx.db.selectFrom('ledger').select('state').execute()).toEqual([{ state: 'done' }])
  })

  it('joins an answer of the same customer and re-opens what was resolved', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await take(desk, accountId, [{ id: '<1@c>', from: 'ann@example.com', text: 'first' }])
    await desk.ctx.db.updateTable('conversations').set({ status: 'resolved' }).execute()
    await take(desk, accountId, [{ id: '<2@c>', from: 'ann@example.com', text: 'second', references: ['<1@c>'] }])
    expect(await conversations(desk)).toMatchObject([{ status: 'open', texts: ['first', 'second'], snippet: 'second' }])
    expect((await events(desk)).slice(-2).map(({ type }) => type)).toEqual(['message.received', 'conversation.changed'])
  })

  it('shows nothing later than now, whatever the provider’s clock says', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await take(desk, accountId, [{ id: '<1@c>', from: 'ann@example.com', text: 'hello' }], new Date('2099-01-01'))
    const { last_activity_at } = await desk.ctx.db.selectFrom('conversations').selectAll().executeTakeFirstOrThrow()
    expect(last_activity_at.getTime()).toBeLessThanOrEqual(Date.now())
  })

  it('never lets a stranger into a conversation: he gets one of his own, linked', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await take(desk, accountId, [{ id: '<1@c>', from: 'ann@example.com', text: 'first' }])
    await take(desk, accountId, [
      { id: '<2@c>', from: 'mallory@example.com', text: 'let me in', references: ['<1@c>'] },
    ])
    const [first, second] = await conversations(desk)
    expect(first?.texts).toEqual(['first'])
    expect(second).toMatchObject({ texts: ['let me in'], linked: first?.id })
  })

  it('brings two mails together that arrive in the wrong order, each at its place', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const now = Date.now()
    await take(
      desk,
      accountId,
      [{ id: '<2@c>', from: 'ann@example.com', text: 'second', references: ['<1@c>'] }],
      new Date(now),
    )
    await take(desk, accountId, [{ id: '<1@c>', from: 'ann@example.com', text: 'first' }], new Date(now - 60_000))
    expect(await conversations(desk)).toMatchObject([{ texts: ['first', 'second'], snippet: 'second' }])
  })

  it('finds for mails of one batch that meet what each would have found alone', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await take(desk, accountId, [
      { id: '<1@c>', from: 'ann@example.com', text: 'first' },
      { id: '<2@c>', from: 'ann@example.com', text: 'second', references: ['<1@c>'] },
    ])
    const [{ id } = { id: '' }] = await conversations(desk)
    await sql`insert into conversation_participants (conversation_id, key) values (${id}, 'bob@example.com')`.execute(
      desk.ctx.db,
    )
    await desk.ctx.db.updateTable('conversations').set({ status: 'resolved' }).execute()
    await take(desk, accountId, [
      { id: '<3@c>', from: 'ann@example.com', text: 'by Ann', references: ['<1@c>'] },
      { id: '<4@c>', from: 'bob@example.com', text: 'by Bob', references: ['<2@c>'] },
      { id: '<5@c>', from: 'eve@example.com', text: 'by Eve' },
    ])
    expect(await conversations(desk)).toMatchObject([
      { status: 'open', texts: ['first', 'second', 'by Ann', 'by Bob'] },
      { texts: ['by Eve'] },
    ])
    expect((await events(desk)).filter(({ type }) => type === 'conversation.changed')).toHaveLength(1)
  })

  it('shows a message once that the provider delivers under two keys with other headers', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await take(desk, accountId, [{ id: '<1@c>', from: 'ann@example.com', text: 'once' }])
    const again = { id: '<1@c>', from: 'ann@example.com', text: 'once', subject: 'other bytes' }
    const raw = rawOf({ bytes: new TextEncoder().encode(JSON.stringify(again)), receivedAt: new Date() }, 'another key')
    await accept(desk.ctx, { accountId, epoch: null }, [raw])
    await desk.ingestAll()
    expect((await conversations(desk)).map(({ texts }) => texts)).toEqual([['once']])
    expect(await desk.ctx.db.selectFrom('ledger').select('state').execute()).toEqual([
      { state: 'done' },
      { state: 'done' },
    ])
  })

  it('keeps automatic answers in their conversation without re-opening it', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await take(desk, accountId, [{ id: '<1@c>', from: 'ann@example.com', text: 'first' }])
    await desk.ctx.db.updateTable('conversations').set({ status: 'resolved' }).execute()
    const away: PretendMail = {
      id: '<2@c>',
      from: 'ann@example.com',
      text: 'away',
      references: ['<1@c>'],
      automation: 'auto_reply',
    }
    await take(desk, accountId, [away])
    expect(await conversations(desk)).toMatchObject([{ status: 'resolved', texts: ['first', 'away'] }])
  })

  it('opens old history as resolved, recent history as open, and announces neither', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await desk.ctx.db.updateTable('channel_accounts').set({ created_at: new Date(), lease_epoch: '1' }).execute()
    const sync = async (mail: PretendMail, at: Date) => {
      const bytes = new TextEncoder().encode(JSON.stringify(mail))
      await accept(desk.ctx, { accountId, epoch: '1' }, [rawOf({ bytes, receivedAt: at }, mail.id)])
    }
    await sync({ id: '<old@c>', from: 'old@example.com', text: 'old' }, new Date(Date.now() - 300 * day))
    await sync({ id: '<new@c>', from: 'new@example.com', text: 'new' }, new Date(Date.now() - 2 * day))
    await sync({ id: '<now@c>', from: 'now@example.com', text: 'now' }, new Date(Date.now() + 1_000))
    expect(desk.rung).toMatchObject({ inbound: ['3'], backlog: ['1', '2'] })
    await desk.ingestAll()
    expect((await conversations(desk)).map(({ status, texts }) => [status, texts[0]])).toEqual(
      expect.arrayContaining([
        ['resolved', 'old'],
        ['open', 'new'],
        ['open', 'now'],
      ]),
    )
    const unread = await desk.ctx.db
      .selectFrom('conversations')
      .select(['snippet', 'last_inbound_message_id'])
      .execute()
    expect(unread.filter((row) => row.last_inbound_message_id === null).map(({ snippet }) => snippet)).toEqual(['old'])
    const received = (await events(desk)).filter(({ type }) => type === 'message.received')
    expect(received.map(({ data }) => data)).toEqual(expect.arrayContaining([{ history: true }, { history: true }, {}]))
  })

  it('stores attachments and makes their names safe', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await take(desk, accountId, [
      { id: '<1@c>', from: 'ann@example.com', text: 'see', files: [{ name: '../..\u202egnp.exe', text: 'bytes' }] },
    ])
    const file = await desk.ctx.db
      .selectFrom('attachments')
      .select(['file_name', 'size', 'blob'])
      .executeTakeFirstOrThrow()
    expect(file).toMatchObject({ file_name: '_..gnp.exe', size: 5 })
    expect(await new Response(await desk.ctx.blobs.open(file.blob!)).text()).toBe('bytes')
  })
})

describe('a message that cannot be read', () => {
  it.each([
    ['a parser that throws', { fault: 'throws' as const, text: '' }],
    ['a parser that hangs', { fault: 'hangs' as const, text: 'x'.repeat(100_000) }],
    ['a parser that eats the memory', { fault: 'eats_memory' as const, text: 'x'.repeat(100_000) }],
  ])('becomes a visible entry with its bytes and holds nobody up: %s', async (_, fault) => {
    await using desk = await openPretendDesk({ apart: { limitMs: 1_500, memoryMegabytes: 32 } })
    const accountId = await desk.account()
    await take(desk, accountId, [
      { id: '<1@c>', from: 'ann@example.com', ...fault },
      { id: '<2@c>', from: 'ben@example.com', text: 'a good one' },
    ])
    const messages = await desk.ctx.db.selectFrom('messages').select(['kind', 'ledger_id']).orderBy('id').execute()
    expect(messages.map(({ kind }) => kind).toSorted()).toEqual(['message', 'unreadable'])
    expect(messages.every(({ ledger_id }) => ledger_id !== null)).toBe(true)
  })

  it('that floods one account delays no other: not its small messages, not its heavy ones', async () => {
    await using desk = await openPretendDesk({ apart: { limitMs: 700, memoryMegabytes: 64, threads: 2 } })
    const heavy = 'x'.repeat(100_000)
    const [hostile, other] = [await desk.account('hostile@example.com'), await desk.account('other@example.com')]
    // The threads start now, not in anybody's time.
    await take(desk, other, [{ id: '<0@c>', from: 'ben@example.com', text: heavy }])
    const hangs = { from: 'eve@example.com', fault: 'hangs' as const, text: heavy }
    const flooded = await store(
      desk,
      hostile,
      Array.from({ length: 4 }, (_, n) => ({ id: `<h${n}@c>`, ...hangs })),
    )
    const others = await store(desk, other, [
      { id: '<1@c>', from: 'ben@example.com', text: 'small' },
      { id: '<2@c>', from: 'ben@example.com', text: heavy },
    ])
    const flood = desk.ingest(flooded)
    await desk.ingest(others)
    const { rows } = await sql<{ account_id: string; open: string }>`
      select account_id, count(*) filter (where state = 'open') as open from ledger group by 1 order by 1`.execute(
      desk.ctx.db,
    )
    expect(rows).toEqual([
      { account_id: hostile, open: '4' },
      { account_id: other, open: '0' },
    ])
    await flood
    const shown = await desk.ctx.db.selectFrom('messages').select('kind').where('kind', '=', 'unreadable').execute()
    expect(shown).toHaveLength(4)
  })

  it('is found by its first words when it has more than can be searched, and by none it does not have', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    const words = Array.from({ length: 12_000 }, (_, n) => `${'ш'.repeat(58)}${100_000 + n}`)
    await take(desk, accountId, [{ id: '<1@c>', from: 'ann@example.com', text: words.join(' ') }])
    const found = await desk.ctx.db.selectFrom('messages').select(['kind', 'body_text']).execute()
    expect(found).toMatchObject([{ kind: 'message', body_text: words.join(' ') }])
    const { rows } = await sql<{ term: string }>`
      select unnest(tsvector_to_array(terms)) as term from conversation_search`.execute(desk.ctx.db)
    expect(rows.length).toBeGreaterThan(8_000)
    const real = new Set([...words, 'ann', 'example', 'com'])
    expect(rows.filter(({ term }) => !real.has(term)).length).toBe(0)
  })

  it('waits at most a quarter of an hour for its channel, however long that was not installed', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await sql`update channel_accounts set channel = 'not installed'`.execute(desk.ctx.db)
    await take(desk, accountId, [{ id: '<1@c>', from: 'ann@example.com', text: 'patient' }])
    await sql`update ledger set attempts = 12, retry_at = null`.execute(desk.ctx.db)
    await desk.ingestAll()
    const { retry_at } = await desk.ctx.db.selectFrom('ledger').select('retry_at').executeTakeFirstOrThrow()
    expect(retry_at!.getTime()).toBeLessThan(Date.now() + 16 * 60_000)
  })

  it('is shown as unreadable after the database refused it five times, and the others go on', async () => {
    await using desk = await openPretendDesk()
    const accountId = await desk.account()
    await sql`alter table messages add constraint no_poison check (body_text <> 'poison')`.execute(desk.ctx.db)
    await take(desk, accountId, [
      { id: '<1@c>', from: 'ann@example.com', text: 'before' },
      { id: '<2@c>', from: 'ann@example.com', text: 'poison' },
      { id: '<3@c>', from: 'ann@example.com', text: 'after' },
    ])
    expect((await conversations(desk)).map(({ texts }) => texts[0])).toEqual(['before', 'after'])
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await desk.ctx.db.updateTable('ledger').set({ retry_at: null }).execute()
      await desk.ingestAll()
    }
    const entry = await desk.ctx.db
      .selectFrom('messages')
      .select('body_text')
      .where('kind', '=', 'unreadable')
      .execute()
    expect(entry).toHaveLength(1)
    expect(await desk.ctx.db.selectFrom('ledger').select('state').where('state', '=', 'open').execute()).toEqual([])
  })
})
