/** A better parser over the ledger: what differs is told first and stored on request, and nothing an agent did is touched. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { InboundEvent, InboundMessage } from '@cordboard/core/message'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { AnyChannel } from '../src/context.ts'
import { createNormalise } from '../src/inbound/normalise.ts'
import { openApartReader } from '../src/inbound/normalise-apart.ts'
import { accept } from '../src/ledger/accept.ts'
import { writeReply } from '../src/outbound/write-reply.ts'
import { replay, type ReplayOptions } from '../src/replay/replay.ts'
import { linesOf } from '../src/replay/tally.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'
import { type PretendMail, rawOf } from './support/pretend-channel.ts'

type Change = (message: InboundMessage) => InboundEvent

/** The desk after an upgrade: the same channel with another parser. */
async function upgraded(desk: PretendDesk, change: Change, options: Partial<ReplayOptions> = {}) {
  const [old] = desk.ctx.channels
  if (!old) throw new Error('no channel')
  const channel: AnyChannel = {
    ...old,
    async normalise(raw, self) {
      const events = await old.normalise(raw, self)
      return events.map((event) => (event.kind === 'message' ? change(event) : event))
    },
  }
  await using apart = openApartReader(desk.ctx.channelsModule)
  return await replay(
    { ...desk.ctx, channels: [channel], normalise: createNormalise(apart.normalise) },
    {
      accountId: null,
      since: null,
      ledgerIds: null,
      after: null,
      apply: false,
      allowUnreadable: false,
      signal: new AbortController().signal,
      ...options,
    },
  )
}

const shout: Change = (message) => ({
  ...message,
  subject: message.subject?.toUpperCase() ?? null,
  from: { ...message.from, displayName: `Dr. ${message.from.displayName}` },
  body: {
    ...message.body,
    text: `${message.body.text.toUpperCase()}\nsent from my telephone`,
    textFold: message.body.text.length,
  },
  attachments: message.attachments.map((file) => ({ ...file, fileName: `new ${file.fileName}` })),
  automation: 'bulk',
  senderProof: 'proven',
  marks: ['signed'],
  forwardedFrom: { key: 'bo@example.com', address: 'bo@example.com', displayName: 'Bo' },
  threadIds: [...message.threadIds, `${message.externalId}-too`],
})

/** As the provider's webhook would: without a lease. */
async function acceptInto(desk: PretendDesk, accountId: string, mails: readonly PretendMail[], name = 'key') {
  const encode = (mail: PretendMail) => new TextEncoder().encode(JSON.stringify(mail))
  const batch = mails.map((mail) => rawOf({ bytes: encode(mail), receivedAt: new Date() }, `${name}-${mail.id}`))
  await accept(desk.ctx, { accountId, epoch: null }, batch)
}

async function deskWith(mails: readonly PretendMail[]): Promise<PretendDesk & { accountId: string }> {
  const desk = await openPretendDesk()
  const accountId = await desk.account()
  await acceptInto(desk, accountId, mails)
  await desk.ingestAll()
  return { ...desk, accountId, [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose]() }
}

const ann: PretendMail = {
  id: '<1@c>',
  from: 'ann@example.com',
  name: 'Ann',
  subject: 'help',
  text: 'the coins are gone',
  files: [{ name: 'a.txt', text: 'one' }],
}

/** Everything in the database that a replay may touch or must not. */
async function snapshot({ ctx: { db } }: PretendDesk) {
  const rows = async (query: string) => (await sql.raw(query).execute(db)).rows
  return {
    messages: await rows('select * from messages order by id'),
    conversations: await rows('select * from conversations order by id'),
    others: await rows('select * from message_thread_ids order by message_id, thread_id, claimed_by'),
    files: await rows('select * from attachments order by id'),
    search: await rows('select * from conversation_search order by message_id'),
    people: await rows('select * from contact_identities, contacts order by 1'),
    reads: await rows('select * from conversation_reads'),
    events: await rows('select type from events order by id'),
  }
}

describe('a better parser', () => {
  it('is heard first, and nothing is written', async () => {
    await using desk = await deskWith([ann, { ...ann, id: '<2@c>', from: 'bea@example.com', files: [] }])
    const before = await snapshot(desk)
    const report = await upgraded(desk, shout)
    expect(report).toMatchObject({ rows: 2, total: 2, same: 0, changed: 2, applied: 0, interrupted: false })
    const counts = Object.fromEntries(Object.entries(report.kinds).map(([kind, { count }]) => [kind, count]))
    expect(counts).toEqual({
      text: 2,
      folded: 2,
      subject: 2,
      sender: 2,
      attachments: 1,
      automation: 2,
      sender_proof: 2,
      marks: 2,
      forwarded_from: 2,
      thread_ids: 2,
      search: 2,
    })
    expect(report.kinds.subject?.examples[0]).toMatchObject({ before: 'help', after: 'HELP' })
    expect(linesOf(report).join('\n')).toContain('- help\n    + HELP')
    expect(await snapshot(desk)).toEqual(before)
  })

  it('is believed on request, once, and in place', async () => {
    await using desk = await deskWith([ann])
    const { db } = desk.ctx
    const before = await snapshot(desk)
    const report = await upgraded(desk, shout, { apply: true })
    expect(report).toMatchObject({ changed: 1, applied: 1 })
    const message = await db.selectFrom('messages').selectAll().executeTakeFirstOrThrow()
    expect(message).toMatchObject({
      body_text: 'THE COINS ARE GONE\nsent from my telephone',
      text_fold: 18,
      subject: 'HELP',
      sender_name: 'Dr. Ann',
      automation: 'bulk',
      sender_proof: 'proven',
      marks: ['signed'],
      forwarded_from: { address: 'bo@example.com' },
    })
    expect(message).toMatchObject({ id: (before.messages[0] as { id: string }).id, external_id: '<1@c>' })
    const conversation = await db.selectFrom('conversations').selectAll().executeTakeFirstOrThrow()
    expect(conversation).toMatchObject({ snippet: 'THE COINS ARE GONE', subject: 'HELP', status: 'open' })
    expect(await db.selectFrom('contacts').select('name').executeTakeFirst()).toEqual({ name: 'Dr. Ann' })
    const file = await db.selectFrom('attachments').selectAll().executeTakeFirstOrThrow()
    expect(file).toMatchObject({ id: (before.files[0] as { id: string }).id, file_name: 'new a.txt' })
    const { rows } = await sql`select from conversation_search where terms @@ 'telephone'::tsquery`.execute(db)
    expect(rows).toHaveLength(1)
    const told = (await snapshot(desk)).events.slice(before.events.length)
    expect(told).toEqual([{ type: 'message.changed' }])
    expect(desk.rung.drain).toEqual([])

    const after = await snapshot(desk)
    expect(await upgraded(desk, shout, { apply: true })).toMatchObject({ same: 1, changed: 0, applied: 0 })
    expect(await snapshot(desk)).toEqual(after)
  })

  it('tells where answers were asked to go, which was not kept at first', async () => {
    await using desk = await deskWith([ann])
    const replyTo = ['ann@elsewhere.example']
    const seen = await upgraded(desk, (message) => ({ ...message, replyTo }), { apply: true })
    expect(seen).toMatchObject({ changed: 1, applied: 1, kinds: { recipients: { count: 1 } } })
    expect(await desk.ctx.db.selectFrom('messages').select('reply_to').execute()).toEqual([{ reply_to: replyTo }])
  })

  it('is asked about one account, a time, or one row', async () => {
    await using desk = await deskWith([ann, { ...ann, id: '<2@c>' }])
    const other = await desk.account('other@example.com')
    await acceptInto(desk, other, [ann])
    await desk.ingestAll()
    expect(await upgraded(desk, shout, { accountId: other })).toMatchObject({ total: 1 })
    expect(await upgraded(desk, shout, { since: new Date(Date.now() + 60_000) })).toMatchObject({ total: 0 })
    const { id } = await desk.ctx.db.selectFrom('ledger').select('id').orderBy('id').executeTakeFirstOrThrow()
    expect(await upgraded(desk, shout, { ledgerIds: [id] })).toMatchObject({ total: 1, changed: 1 })
  })

  it('moves no message, no reply and nothing an agent did', async () => {
    await using desk = await deskWith([ann, { ...ann, id: '<2@c>', references: ['<1@c>'], text: 'and now?' }])
    const { db } = desk.ctx
    const { id } = await db.selectFrom('conversations').select('id').executeTakeFirstOrThrow()
    const answer = { conversationId: id, agentId: null, clientId: 'client-0001', text: 'here', attachmentIds: [] }
    expect(await writeReply(desk.ctx, answer)).toMatchObject({ ok: true })
    await db
      .updateTable('conversations')
      .set({ status: 'resolved', priority: 'high', labels: ['vip'] })
      .execute()
    const work = async () => ({
      conversations: await db.selectFrom('conversations').selectAll().execute(),
      replies: await db.selectFrom('messages').selectAll().where('direction', '=', 'outbound').execute(),
      places: await db.selectFrom('messages').select(['id', 'conversation_id', 'occurred_at']).orderBy('id').execute(),
    })
    const before = await work()
    await upgraded(
      desk,
      (message) => ({ ...shout(message), references: [], from: { ...message.from, key: 'eve@example.com' } }),
      {
        apply: true,
      },
    )
    const after = await work()
    // The list row shows the reply, so only the subject follows.
    expect(after.conversations).toEqual(before.conversations.map((row) => ({ ...row, subject: 'HELP' })))
    expect(after).toMatchObject({ replies: before.replies, places: before.places })
  })

  it('keeps what the sender’s domain answered when the message came', async () => {
    await using desk = await deskWith([ann])
    await desk.ctx.db.updateTable('messages').set({ sender_proof: 'proven' }).execute()
    expect(await upgraded(desk, (message) => message)).toMatchObject({ same: 1, changed: 0 })
    // What the bytes themselves say counts.
    expect(await upgraded(desk, (message) => ({ ...message, senderProof: 'refuted' }), { apply: true })).toMatchObject({
      applied: 1,
    })
    // A forgery bears no id that others may refer to.
    expect(await desk.ctx.db.selectFrom('message_thread_ids').selectAll().execute()).toEqual([])
  })

  it('makes a message of what could not be read, with whoever wrote it', async () => {
    await using desk = await deskWith([
      { ...ann, fault: 'throws' },
      { ...ann, id: '<9@c>', from: 'bea@example.com' },
    ])
    const { db } = desk.ctx
    const [lost] = await db.selectFrom('messages').selectAll().where('kind', '=', 'unreadable').execute()
    const [old] = desk.ctx.channels
    const mended: AnyChannel = {
      ...old!,
      normalise: (raw, self) => {
        const mail = JSON.parse(new TextDecoder().decode(raw.bytes)) as PretendMail
        return old!.normalise(
          { ...raw, bytes: new TextEncoder().encode(JSON.stringify({ ...mail, fault: undefined })) },
          self,
        )
      },
    }
    const report = await upgraded({ ...desk, ctx: { ...desk.ctx, channels: [mended] } }, (message) => message, {
      apply: true,
    })
    expect(report).toMatchObject({ same: 1, changed: 1, readable: 1, applied: 1 })
    const message = await db.selectFrom('messages').selectAll().where('id', '=', lost!.id).executeTakeFirstOrThrow()
    expect(message).toMatchObject({ kind: 'message', body_text: ann.text, body_sentence: null, external_id: '<1@c>' })
    expect(message).toMatchObject({ conversation_id: lost!.conversation_id, occurred_at: lost!.occurred_at })
    const conversation = await db
      .selectFrom('conversations as c')
      .innerJoin('contact_identities as i', 'i.id', 'c.identity_id')
      .select(['i.key', 'c.snippet', 'c.snippet_sentence', 'c.last_inbound_message_id'])
      .where('c.id', '=', lost!.conversation_id)
      .executeTakeFirstOrThrow()
    expect(conversation).toEqual({
      key: 'ann@example.com',
      snippet: ann.text,
      snippet_sentence: null,
      last_inbound_message_id: lost!.id,
    })
    // A second copy is now known for one.
    await acceptInto(desk, desk.accountId, [{ ...ann, subject: 'help' }], 'copy')
    await desk.ingestAll()
    expect(await db.selectFrom('messages').select('id').execute()).toHaveLength(2)
  })

  it('does not take a message away in silence', async () => {
    await using desk = await deskWith([ann])
    const refuse: Change = ({ externalId }) => ({
      kind: 'unreadable',
      externalId,
      reason: 'Not a mail.',
      from: null,
      subject: null,
    })
    const before = await snapshot(desk)
    const report = await upgraded(desk, refuse, { apply: true })
    expect(report).toMatchObject({ changed: 1, applied: 0, reserved: { unreadable: { count: 1 } } })
    expect(await snapshot(desk)).toEqual(before)
    expect(await upgraded(desk, refuse, { apply: true, allowUnreadable: true })).toMatchObject({ applied: 1 })
    expect(await desk.ctx.db.selectFrom('messages').select('kind').execute()).toEqual([{ kind: 'unreadable' }])
  })
})

describe('the command', () => {
  it('tells in JSON what it found, and leaves what it cannot look at', async () => {
    await using desk = await deskWith([ann])
    const script = fileURLToPath(new URL('../../../scripts/replay.ts', import.meta.url))
    const dataDir = await mkdtemp(join(tmpdir(), 'cordboard-replay-'))
    const env = { ...process.env, DATABASE_URL: desk.ctx.databaseUrl, DATA_DIR: dataDir }
    const run = (...args: string[]) => promisify(execFile)(process.execPath, [script, ...args], { env })
    // The channel of this test is none of those installed.
    expect(JSON.parse((await run('--json', '--apply')).stdout)).toMatchObject({
      rows: 1,
      changed: 0,
      reserved: { unread: { count: 1 } },
      interrupted: false,
    })
    await expect(run('--account', 'all')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--account'),
    })
    await rm(dataDir, { recursive: true })
  })
})

describe('a replay', () => {
  const many = Array.from({ length: 25 }, (_, n) => ({ ...ann, id: `<${n}@c>`, from: `p${n}@example.com` }))

  it('that was interrupted goes on where it ended', async () => {
    await using desk = await deskWith(many)
    const ending = new AbortController()
    const first = await upgraded(desk, shout, { apply: true, signal: ending.signal, onProgress: () => ending.abort() })
    expect(first).toMatchObject({ interrupted: true, rows: 10, applied: 10 })
    const second = await upgraded(desk, shout, { apply: true, after: first.last })
    expect(second).toMatchObject({ interrupted: false, rows: 15, applied: 15 })
    expect(await upgraded(desk, shout, { apply: true })).toMatchObject({ same: 25, changed: 0 })
  })

  it('works beside a desk at work', async () => {
    await using desk = await deskWith(many)
    const { db } = desk.ctx
    const conversations = await db.selectFrom('conversations').select('id').orderBy('id').execute()
    const answers = conversations.map(({ id }, n) =>
      writeReply(desk.ctx, {
        conversationId: id,
        agentId: null,
        clientId: `client-${n}000`,
        text: 'here',
        attachmentIds: [],
      }),
    )
    const arrives = acceptInto(
      desk,
      desk.accountId,
      many.map((mail) => ({ ...mail, id: `${mail.id}+`, references: [mail.id] })),
      'more',
    ).then(() => desk.ingestAll())
    const [report] = await Promise.all([upgraded(desk, shout, { apply: true }), arrives, ...answers])
    expect(report.applied).toBe(report.changed)
    const counts = await sql<{ direction: string; n: number; shouted: number }>`
      select direction, count(*)::int as n, (count(*) filter (where body_text like 'THE COINS%'))::int as shouted
      from messages group by direction order by direction`.execute(db)
    expect(counts.rows).toEqual([
      { direction: 'inbound', n: 50, shouted: report.applied },
      { direction: 'outbound', n: 25, shouted: 0 },
    ])
    expect(await db.selectFrom('conversations').select('id').execute()).toHaveLength(25)
    expect(await upgraded(desk, shout, { apply: true })).toMatchObject({ changed: 50 - report.applied })
  })
})
