import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accept } from '../src/ledger/accept.ts'
import { replay } from '../src/replay/replay.ts'
import { type PretendMail, rawOf } from './support/pretend-channel.ts'
import { pretendChat } from './support/pretend-chat.ts'
import { openPretendDesk, type PretendDesk } from './support/pretend-desk.ts'

let desk: PretendDesk
beforeAll(async () => {
  desk = await openPretendDesk()
})
afterAll(() => desk[Symbol.asyncDispose]())

/** Each test has one of its own. */
const account = () => desk.account(`chat ${(accounts += 1)}`, 'pretend_chat')
let accounts = 0

const start = Date.parse('2026-11-20T10:00:00Z')

/** Each a second after the one before; a key may be given to deliver the same twice. */
async function take(accountId: string, mails: readonly (PretendMail & { key?: string; atMs?: number })[]) {
  for (const { key, atMs, ...mail } of mails) {
    const bytes = new TextEncoder().encode(JSON.stringify(mail))
    const receivedAt = new Date(atMs ?? (seconds += 1_000))
    await accept(desk.ctx, { accountId, epoch: null }, [rawOf({ bytes, receivedAt }, key ?? `key-${mail.id}`)])
  }
  await desk.ingestAll()
}
let seconds = start

async function shown(accountId: string) {
  const { rows } = await sql<{
    text: string
    conversation: string
    edited: boolean
    deleted: boolean
    reactions: { name: string | null; signs: string[] }[] | null
    files: string[] | null
    former: string[] | null
  }>`
    select m.body_text as text, m.conversation_id as conversation, edited_at is not null as edited, deleted_at is not null as deleted,
      reactions, (select array_agg(file_name order by position) from attachments where message_id = m.id) as files,
      (select array_agg(body_text order by said_at, id) from message_versions where message_id = m.id) as former
    from messages m where account_id = ${accountId} order by m.id`.execute(desk.ctx.db)
  return rows
}

async function rowOf(accountId: string) {
  return desk.ctx.db
    .selectFrom('conversations')
    .select(['snippet', 'status'])
    .where('account_id', '=', accountId)
    .orderBy('id')
    .executeTakeFirstOrThrow()
}

async function found(accountId: string, word: string) {
  const { rows } = await sql`select from conversation_search s join messages m on m.id = s.message_id
    where m.account_id = ${accountId} and terms @@ ${word}::tsquery`.execute(desk.ctx.db)
  return rows.length
}

const hello: PretendMail = { id: '1', from: 'ann', name: 'Ann', text: 'my acount is loked', chat: 'ann' }
const edit = (text: string, id = 'e1'): PretendMail => ({
  id: `otherwise-${id}`,
  from: 'ann',
  text: `edited: ${text}`,
  chat: 'ann',
  change: { id, about: '1', edited: text },
})

describe('an edited message', () => {
  it('shows its new words, keeps the former ones, and is found and listed by what it says now', async () => {
    const accountId = await account()
    await take(accountId, [hello, edit('my account is locked')])
    expect(await shown(accountId)).toMatchObject([
      { text: 'my account is locked', edited: true, former: ['my acount is loked'] },
    ])
    expect(await rowOf(accountId)).toMatchObject({ snippet: 'my account is locked' })
    expect([await found(accountId, 'locked'), await found(accountId, 'loked')]).toEqual([1, 0])
    const { type, data } = await desk.ctx.db
      .selectFrom('events')
      .select(['type', 'data'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    expect({ type, data }).toEqual({ type: 'message.changed', data: { because: 'edited' } })
  })

  it('is edited once, however often the edit comes, and says in the end what was said last', async () => {
    const accountId = await account()
    await take(accountId, [
      hello,
      { ...edit('third', 'e2'), atMs: start + 100_000_000 },
      { ...edit('third', 'e2'), key: 'again', subject: 'other bytes', atMs: start + 100_000_000 },
      { ...edit('second', 'e1'), atMs: start + 90_000_000 },
    ])
    expect(await shown(accountId)).toMatchObject([{ text: 'third', former: ['my acount is loked', 'second'] }])
  })

  it('says in the end what was said last where its edits came together', async () => {
    const accountId = await account()
    const atMs = (seconds += 1_000)
    await take(accountId, [
      { ...hello, atMs },
      { ...edit('second', 'e1'), atMs },
      { ...edit('third', 'e2'), atMs },
    ])
    expect(await shown(accountId)).toMatchObject([{ text: 'third', former: [hello.text, 'second'] }])
  })

  it('brings the file that stands in it now, and keeps the one it had', async () => {
    const accountId = await account()
    const contract = (name: string, size: number) => ({ remote: [{ name, size, ref: name }] })
    await take(accountId, [
      { ...hello, ...contract('draft.pdf', 3) },
      { ...edit('signed', 'e1'), ...contract('signed.pdf', 4) },
      { ...edit('really signed', 'e2'), ...contract('signed.pdf', 4) },
    ])
    expect(await shown(accountId)).toMatchObject([{ text: 'really signed', files: ['draft.pdf', 'signed.pdf'] }])
  })

  it('opens its conversation again', async () => {
    const accountId = await account()
    await take(accountId, [hello])
    await desk.ctx.db
      .updateTable('conversations')
      .set({ status: 'resolved' })
      .where('account_id', '=', accountId)
      .execute()
    await take(accountId, [edit('still locked')])
    expect(await rowOf(accountId)).toMatchObject({ status: 'open' })
  })

  it('is not marked where nothing of it changed', async () => {
    const accountId = await account()
    await take(accountId, [hello, edit(hello.text)])
    expect(await shown(accountId)).toMatchObject([{ edited: false, former: null }])
  })

  it('is nobody else’s to edit: what they say of it is shown as theirs', async () => {
    const accountId = await account()
    await take(accountId, [hello, { ...edit('send the coins to me'), from: 'mallory', chat: 'mallory' }])
    const messages = await shown(accountId)
    expect(messages).toMatchObject([
      { text: hello.text, edited: false },
      { text: 'edited: send the coins to me', edited: false },
    ])
    expect(messages[0]!.conversation).not.toBe(messages[1]!.conversation)
  })

  it('is shown as an edit of something where nobody knows the message', async () => {
    const accountId = await account()
    await take(accountId, [edit('what I meant')])
    expect(await shown(accountId)).toMatchObject([{ text: 'edited: what I meant' }])
  })

  it('is one entry with its former words where they come after the new ones', async () => {
    const accountId = await account()
    const early = (text: string, id: string) => ({ ...edit(text, id), ids: ['1'] })
    await take(accountId, [early('second', 'e1'), early('third', 'e2'), hello])
    const messages = await shown(accountId)
    expect(messages).toHaveLength(1)
    expect(messages).toMatchObject([{ edited: true, text: 'third', former: expect.arrayContaining([hello.text]) }])
    await take(accountId, [{ ...hello, key: 'mallory', id: '1b', ids: ['1'], from: 'mallory', chat: 'mallory' }])
    expect(await shown(accountId)).toHaveLength(2)
  })
})

describe('a message that is taken back', () => {
  it('stays readable and says so', async () => {
    const accountId = await account()
    const gone = {
      id: 'o',
      from: 'ann',
      text: 'deleted',
      chat: 'ann',
      change: { id: 'd', about: '1', deleted: true as const },
    }
    await take(accountId, [hello, gone, { ...gone, key: 'again', subject: 'x' }])
    expect(await shown(accountId)).toMatchObject([{ text: hello.text, deleted: true }])
  })
})

describe('an album', () => {
  const part = (n: number, words: string | null = null): PretendMail => ({
    id: `p${n}`,
    ids: [`p${n}`, 'album'],
    from: 'ann',
    chat: 'ann',
    text: words ?? '',
    files: [{ name: `${n}.txt`, text: String(n) }],
    change: { id: `c${n}`, about: 'album', added: words },
  })

  it('is one message with all its files, whichever part comes first', async () => {
    const accountId = await account()
    await take(accountId, [part(1), part(2, 'these three'), part(3), { ...part(1), key: 'again', subject: 'x' }])
    expect(await shown(accountId)).toMatchObject([
      { text: 'these three', files: ['1.txt', '2.txt', '3.txt'], edited: false },
    ])
    expect(await found(accountId, 'three')).toBe(1)
  })

  it('takes new words and signs by whichever of its parts they are put on', async () => {
    const accountId = await account()
    const about = { from: 'ann', chat: 'ann', text: 'otherwise' }
    await take(accountId, [
      part(1),
      part(2, 'these too'),
      { ...about, id: 'o1', change: { id: 'e1', about: 'p2', edited: 'these two' } },
      { ...about, id: 'o2', change: { id: 'r1', about: 'p2', reacted: ['👍'] } },
    ])
    expect(await shown(accountId)).toMatchObject([
      { text: 'these two', former: ['these too'], files: ['1.txt', '2.txt'], reactions: [{ signs: ['👍'] }] },
    ])
  })

  it('takes nobody else’s files', async () => {
    const accountId = await account()
    await take(accountId, [part(1), { ...part(2), from: 'mallory', chat: 'mallory' }])
    expect(await shown(accountId)).toMatchObject([{ files: ['1.txt'] }, { files: ['2.txt'] }])
  })
})

describe('signs on a message', () => {
  const sign = (from: string, signs: string[], id: string): PretendMail => ({
    id: `o${id}`,
    from,
    name: from,
    chat: 'ann',
    text: 'reacted',
    change: { id, about: '1', reacted: signs },
  })

  it('are those each person has on it now', async () => {
    const accountId = await account()
    await take(accountId, [hello, sign('ann', ['👍'], 'r1'), sign('bo', ['🔥', '👍'], 'r2'), sign('ann', [], 'r3')])
    const [message] = await shown(accountId)
    expect(message?.reactions?.filter(({ signs }) => signs.length > 0)).toMatchObject([
      { name: 'bo', signs: ['🔥', '👍'] },
    ])
    expect(await shown(accountId)).toHaveLength(1)
  })

  it('are not those of somebody who takes no part', async () => {
    const accountId = await account()
    await take(accountId, [hello, { ...sign('mallory', ['👎'], 'r1'), chat: 'elsewhere' }])
    expect(await shown(accountId)).toMatchObject([{ reactions: null }, { text: 'reacted' }])
  })
})

describe('a group', () => {
  const says = (from: string, id: string, over: Partial<PretendMail> = {}): PretendMail => ({
    id,
    from,
    name: from,
    chat: 'group',
    group: { key: 'group', name: 'Traders' },
    text: `${from} says ${id}`,
    ...over,
  })

  it('is one conversation, with the group, whoever of it writes', async () => {
    const accountId = await account()
    await take(accountId, [says('ann', '1'), says('bo', '2'), says('cy', '3', { references: ['1'] })])
    const messages = await shown(accountId)
    expect(new Set(messages.map(({ conversation }) => conversation)).size).toBe(1)
    const { rows } = await sql<{ name: string; key: string; is_group: boolean; senders: string[] }>`
      select coalesce(p.name, i.display_name) as name, i.key, i.is_group,
        (select array_agg(sender_name order by id) from messages m where m.conversation_id = c.id) as senders
      from conversations c join contact_identities i on i.id = c.identity_id join contacts p on p.id = c.contact_id
      where c.account_id = ${accountId}`.execute(desk.ctx.db)
    expect(rows).toEqual([{ name: 'Traders', key: 'group', is_group: true, senders: ['ann', 'bo', 'cy'] }])
  })

  it('goes by its latest name, unless the desk has given it one', async () => {
    const accountId = await account()
    const renamed = (id: string, name: string) => says('ann', id, { group: { key: 'renamed', name }, chat: 'renamed' })
    const name = async () => {
      const { rows } = await sql<{ name: string }>`
        select p.name from conversations c join contacts p on p.id = c.contact_id where c.account_id = ${accountId}`.execute(
        desk.ctx.db,
      )
      return rows.map((row) => row.name)
    }
    await take(accountId, [renamed('1', 'Traders'), renamed('2', 'Old traders')])
    expect(await name()).toEqual(['Old traders'])
    await sql`update contacts set name = 'VIP desk' where name = 'Old traders'`.execute(desk.ctx.db)
    await take(accountId, [renamed('3', 'Very old traders')])
    expect(await name()).toEqual(['VIP desk'])
  })

  it('leads none of its members anywhere else, and lets nobody in who is not in it', async () => {
    const accountId = await account()
    await take(accountId, [
      says('ann', '1'),
      { id: '2', from: 'bo', text: 'in private', chat: 'bo' },
      says('cy', '3', { references: ['2'] }),
      { id: '4', from: 'ann', text: 'me in private', chat: 'ann', references: ['1'] },
      { id: '5', from: 'mallory', text: 'let me in', chat: 'mallory', references: ['1', '3'] },
      says('bo', '6', { chat: 'other topic', references: ['1'] }),
    ])
    const of = Map.groupBy(await shown(accountId), ({ conversation }) => conversation)
    expect([...of.values()].map((messages) => messages.map(({ text }) => text))).toEqual([
      ['ann says 1', 'cy says 3'],
      ['in private'],
      ['me in private'],
      ['let me in'],
      ['bo says 6'],
    ])
  })
})

describe('a message that names another', () => {
  it('shows which, of its own conversation only', async () => {
    const accountId = await account()
    await take(accountId, [
      hello,
      { id: '2', from: 'bo', text: 'elsewhere', chat: 'bo' },
      { id: '3', from: 'ann', text: 'about that', chat: 'ann', references: ['1'] },
      { id: '4', from: 'ann', text: 'about his', chat: 'ann', references: ['2'] },
    ])
    const rows = await desk.ctx.db
      .selectFrom('messages')
      .select(['id', 'answers_id'])
      .where('account_id', '=', accountId)
      .orderBy('id')
      .execute()
    expect(rows.map(({ answers_id }) => answers_id)).toEqual([null, null, rows[0]!.id, null])
  })
})

describe('a replay of the ledger', () => {
  it('finds everything in order, and undoes none of it', async () => {
    const accountId = await account()
    const photo = (n: number, words: string | null) => ({
      id: `p${n}`,
      ids: [`p${n}`, 'album'],
      from: 'ann',
      chat: 'ann',
      text: words ?? '',
      files: [{ name: `${n}.txt`, text: String(n) }],
      remote: [{ name: `far ${n}.txt`, size: 3, ref: `far-${n}` }],
      change: { id: `c${n}`, about: 'album', added: words },
    })
    const signed = { id: 'o', from: 'ann', chat: 'ann', text: '', change: { id: 'r', about: '1', reacted: ['👍'] } }
    const stray = { ...edit('not mine', 'e9'), id: 'stray', from: 'mallory', chat: 'mallory' }
    await take(accountId, [hello, edit('my account is locked'), photo(1, null), photo(2, 'both'), signed, stray])
    const before = await shown(accountId)
    const { normalise } = pretendChat(desk.provider)
    const report = await replay(
      { ...desk.ctx, normalise: (_, raw, self) => normalise(raw, self) },
      {
        accountId,
        since: null,
        ledgerIds: null,
        after: null,
        apply: true,
        allowUnreadable: false,
        signal: new AbortController().signal,
      },
    )
    expect(report).toMatchObject({ rows: 6, same: 3, changed: 0, reserved: {} })
    expect(await shown(accountId)).toEqual(before)
  })
})
