/** What attackers want of automatic answers: a loop, a flood sent in our name, mail to somebody who never wrote. They get a few. */
import { automaticBounds } from '@cordboard/core/automatic-answer'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateAccount } from '../src/accounts/update-account.ts'
import { inRepeatableTransaction } from '../src/db/transaction.ts'
import { accept } from '../src/ledger/accept.ts'
import { answerAutomatically } from '../src/outbound/answer-automatically.ts'
import { drain } from '../src/outbound/drain.ts'
import { SendingConnections } from '../src/outbound/sending-connections.ts'
import { writeReply } from '../src/outbound/write-reply.ts'
import { holdUndelivered } from '../src/restored/hold-undelivered.ts'
import { type PretendMail, rawOf } from './support/pretend-channel.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'

const never = new AbortController().signal
let desk: PretendDesk
let key = 0

beforeAll(async () => {
  desk = await openPretendDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())
beforeEach(async () => {
  await desk.ctx.pool.query('delete from conversations')
  desk.rung.drain.length = 0
})

/** An account that answers; the pretended channel addresses every mail to desk@example.com. */
async function answering(of = desk): Promise<string> {
  const id = await of.account()
  const automaticAnswer = 'We at {{account.name}} have your mail.'
  await updateAccount(of.ctx, { id, sending: { automaticAnswer }, actorAgentId: null })
  return id
}

async function take(accountId: string, mails: readonly PretendMail[], of = desk): Promise<void> {
  const raws = mails.map((mail) => {
    const bytes = new TextEncoder().encode(JSON.stringify(mail))
    return rawOf({ bytes, receivedAt: new Date() }, `key ${(key += 1)}`)
  })
  await accept(of.ctx, { accountId, epoch: null }, raws)
  await of.ingestAll()
}

const mail = (from: string, more: Partial<PretendMail> = {}): PretendMail => ({
  id: `<${(key += 1)}@c>`,
  from,
  text: 'help',
  ...more,
})

/** What went out by itself since the last look. */
async function answers(of = desk): Promise<{ to: readonly string[]; automatic: boolean; text: string; id: string }[]> {
  await answerAutomatically(of.ctx, never)
  const box = of.provider.mailbox('desk@example.com')
  const before = box.delivered.length
  await using connections = new SendingConnections(of.ctx)
  for (const id of new Set(of.rung.drain.splice(0)))
    await drain(of.ctx, connections, id, { signal: never, closing: never })
  return box.delivered.slice(before).map(({ envelope, body }) => ({
    to: envelope.to,
    automatic: envelope.automatic ?? false,
    text: body.text,
    id: envelope.externalId ?? '',
  }))
}

describe('an automatic answer', () => {
  it('tells a person once that the first mail came, marked as what it is', async () => {
    const accountId = await answering()
    await take(accountId, [mail('ann@example.com', { subject: 'Order' })])
    const sent = await answers()
    expect(sent).toMatchObject([
      { to: ['ann@example.com'], automatic: true, text: 'We at desk@example.com have your mail.' },
    ])
    const message = await desk.ctx.db
      .selectFrom('messages')
      .selectAll()
      .where('direction', '=', 'outbound')
      .executeTakeFirstOrThrow()
    expect(message).toMatchObject({ automation: 'auto_reply', author_agent_id: null, delivery_state: 'sent' })
    const conversation = await desk.ctx.db.selectFrom('conversations').selectAll().executeTakeFirstOrThrow()
    expect(conversation).toMatchObject({ snippet: 'help', snippet_direction: 'inbound', status: 'open' })
    expect(await answers()).toEqual([])
  })

  it('is off until somebody writes one', async () => {
    await take(await desk.account(), [mail('ann@example.com')])
    expect(await answers()).toEqual([])
  })

  it('does not follow in a conversation, nor a second time within a day', async () => {
    const accountId = await answering()
    const first = mail('ann@example.com')
    await take(accountId, [first])
    expect(await answers()).toHaveLength(1)
    await take(accountId, [mail('ann@example.com', { references: [first.id] }), mail('ann@example.com')])
    expect(await answers()).toEqual([])
    await desk.ctx.pool.query(`update automatic_answers set decided_at = decided_at - interval '25 hours'`)
    await take(accountId, [mail('ann@example.com')])
    expect(await answers()).toHaveLength(1)
  })

  it('is not sent when an agent was faster, and holds back no agent who writes meanwhile', async () => {
    const accountId = await answering()
    await take(accountId, [mail('ann@example.com'), mail('bob@example.com')])
    const rows = await desk.ctx.db.selectFrom('conversations').select(['id', 'last_message_id']).orderBy('id').execute()
    const reply = { agentId: null, text: 'Hello', attachmentIds: [] }
    await writeReply(desk.ctx, { ...reply, conversationId: rows[0]!.id, clientId: 'faster-client' })
    const sent = await answers()
    expect(sent.filter(({ automatic }) => automatic).map(({ to }) => to)).toEqual([['bob@example.com']])
    const late = { ...reply, conversationId: rows[1]!.id, clientId: 'later-client' }
    expect(await writeReply(desk.ctx, { ...late, lastSeenMessageId: rows[1]!.last_message_id })).toMatchObject({
      ok: true,
    })
  })

  it.each<[string, Partial<PretendMail>]>([
    ['automatic mail', { automation: 'auto_reply' }],
    ['a list', { automation: 'bulk' }],
    ['a bounce', { automation: 'bounce' }],
    ['a sender whose domain denies the mail', { proof: 'refuted' }],
    ['a program', { from: 'no-reply@shop.test' }],
    ['ourselves', { from: 'desk@example.com' }],
    ['what cannot be read', { fault: 'unreadable' }],
  ])('never goes to %s', async (_, more) => {
    await take(await answering(), [mail('ann@example.com', more)])
    expect(await answers()).toEqual([])
  })

  it('never goes to a stranger who refers to somebody else’s conversation', async () => {
    const accountId = await answering()
    const first = mail('ann@example.com')
    await take(accountId, [first])
    await answers()
    await take(accountId, [mail('mallory@evil.test', { references: [first.id] })])
    expect(await answers()).toEqual([])
  })

  it('is not sent once more by a desk whose database was put back to before it', async () => {
    await take(await answering(), [mail('ann@example.com'), mail('bob@example.com')])
    await inRepeatableTransaction(desk.ctx.pool, (client) => holdUndelivered(client, 'restored'))
    expect(await answers()).toEqual([])
  })

  it('is nobody’s unsent reply when it comes back', async () => {
    const accountId = await answering()
    desk.provider.mailbox('desk@example.com').sendFaults.push({ error: new Error('cut'), when: 'before' })
    await take(accountId, [mail('ann@example.com')])
    await answers()
    const rows = await desk.ctx.db.selectFrom('conversations').select('unsent_count').execute()
    expect(rows).toEqual([{ unsent_count: 0 }])
  })
})

/** As many first mails as ingest would have noted, half of them from one domain. */
async function flood(accountId: string, count: number): Promise<void> {
  await desk.ctx.pool.query(
    `with forged as (
       select n, case when n % 2 = 0 then 'victim' || n || '@one.test' else 'victim@domain' || n || '.test' end as address
       from generate_series(1, $2::int) as n
     ), contact as (insert into contacts (name) values (null) returning id
     ), identity as (
       insert into contact_identities (contact_id, channel, key, address)
       select contact.id, 'pretend', address, address from forged, contact returning id, contact_id, key
     ), opened as (
       insert into conversations (account_id, contact_id, identity_id, last_activity_at)
       select $1, contact_id, id, now() from identity returning id, identity_id
     )
     insert into automatic_answers (conversation_id, account_id, address, domain)
     select opened.id, $1, key, split_part(key, '@', 2) from opened join identity on identity.id = opened.identity_id`,
    [accountId, count],
  )
}

describe('a flood', () => {
  it('of a thousand forged first mails gets the documented few, though two workers answer', async () => {
    const accountId = await answering()
    await flood(accountId, 1_000)
    // One of the thousand came the whole way.
    await take(accountId, [mail('ann@example.com')])
    await Promise.all([answerAutomatically(desk.ctx, never), answerAutomatically(desk.ctx, never)])
    const rows = await desk.ctx.db
      .selectFrom('automatic_answers')
      .select(['address', 'domain'])
      .where('state', '=', 'sent')
      .execute()
    expect(rows).toHaveLength(automaticBounds.perAccountAnHour)
    expect(rows.filter(({ domain }) => domain === 'one.test')).toHaveLength(automaticBounds.perDomainAnHour)
    expect(new Set(rows.map(({ address }) => address)).size).toBe(rows.length)
  })

  it.each([true, false])('of two desks that answer each other ends at once, marks kept: %s', async (marked) => {
    await using other = await openPretendDesk()
    const desks = [
      { of: desk, accountId: await answering(desk), name: 'one@left.test' },
      { of: other, accountId: await answering(other), name: 'two@right.test' },
    ]
    // The attacker writes to the first desk in the name of the second.
    await take(desks[0]!.accountId, [mail('two@right.test')], desk)
    let count = 0
    for (let turn = 0; turn < 6; turn++) {
      const [from, to] = turn % 2 === 0 ? desks : desks.toReversed()
      const sent = await answers(from!.of)
      count += sent.length
      const arriving = sent.map(({ text, id }) => ({
        ...mail(from!.name, { text, id }),
        automation: marked ? ('auto_reply' as const) : ('none' as const),
      }))
      if (arriving.length > 0) await take(to!.accountId, arriving, to!.of)
    }
    expect(count).toBe(marked ? 1 : 2)
  })
})
