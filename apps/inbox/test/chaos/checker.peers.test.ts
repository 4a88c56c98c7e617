/** The checker bites: each fault planted behind the desk's back makes its own number non-zero. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { clean, type Findings, lineOf } from './checker.ts'
import type { Rows } from './desk-line.ts'
import type { Line } from './line.ts'
import { openStage, type Stage } from './stage.ts'
import type { AskedReply } from './truth.ts'

describe.skipIf(!hasPeer('dovecot'))('a planted fault is found', () => {
  let stage: Stage
  let line: Line
  let pool: Rows
  let url: string
  let replies: AskedReply[]

  beforeAll(async () => {
    stage = await openStage(createTestDatabase)
    line = await stage.line()
    pool = line.rows()
    const desk = await (await line.start()).ready()
    url = desk.url
    await line.connect(url)
    line.customersWrite(6)
    await line.atRest(url)
    replies = await line.agentWrites(url, 6)
    for (const reply of replies) await line.ask(url, reply)
    await line.atRest(url)
    expect(lineOf(await line.check(url))).toBe(clean)
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  /** What the checker finds beyond what it found before. */
  async function planted(plant: () => Promise<unknown>): Promise<string> {
    const before = await line.check(url)
    await plant()
    await line.atRest(url)
    return difference(before, await line.check(url))
  }

  test('a mail that is in no conversation is lost', async () => {
    const token = line.truth.mails[1]?.token
    expect(await planted(() => pool.query(`delete from messages where body_text like $1`, [`${token}%`]))).toBe(
      'lost=1',
    )
  })

  test('an accepted reply that is in no state is lost', async () => {
    expect(await planted(() => pool.query('delete from messages where id = $1', [replies[0]?.messageId]))).toBe(
      'lost=1',
    )
  })

  test('a reply called sent that no mail server has is lost', async () => {
    const at = stage.sink.received.findIndex(({ raw }) => raw.includes(replies[1]?.token ?? ''))
    const [taken] = stage.sink.received.splice(at, 1)
    const found = difference(await withTaken(), await line.check(url))
    expect(found).toBe('lost=1')

    async function withTaken(): Promise<Findings> {
      if (taken) stage.sink.received.push(taken)
      const findings = await line.check(url)
      stage.sink.received.pop()
      return findings
    }
  })

  test('a reply called failed that the mail server has is lost', async () => {
    const [, , , , reply] = replies
    const lie = (state: string) =>
      pool.query('update messages set delivery_state = $2 where id = $1', [reply?.messageId, state])
    expect(await planted(() => lie('failed'))).toBe('lost=1')
    expect(await planted(() => lie('sent'))).toBe('lost=-1')
  })

  test('a mail with two entries is shown twice', async () => {
    const token = line.truth.mails[2]?.token
    const copy = `
      insert into messages (conversation_id, account_id, direction, kind, ledger_id, sender_key, body_text, occurred_at)
      select conversation_id, account_id, direction, kind, ledger_id, sender_key, body_text, occurred_at
      from messages where body_text like $1`
    expect(await planted(() => pool.query(copy, [`${token}%`]))).toBe('twice_shown=1')
  })

  test('a mail in somebody else’s conversation is with the wrong person', async () => {
    const [, , , mine, theirs] = line.truth.mails
    const move = `
      update messages set conversation_id = (select conversation_id from messages where body_text like $2) where body_text like $1`
    expect(await planted(() => pool.query(move, [`${mine?.token}%`, `${theirs?.token}%`]))).toBe('wrong_recipient=1')
  })

  test('a reply that goes out twice by itself is sent twice', async () => {
    const again = `update messages set delivery_state = 'queued', delivery_at = now() - interval '1 minute' where id = $1`
    expect(await planted(() => pool.query(again, [replies[2]?.messageId]))).toBe('sent_twice_unrecorded=1')
  })

  test('a reply that an agent sends again is recorded', async () => {
    const doubtful = `update messages set delivery_state = 'unconfirmed' where id = $1`
    const [, , , reply] = replies
    expect(await planted(() => pool.query(doubtful, [reply?.messageId]))).toBe('unconfirmed=1')
    expect(await planted(async () => reply && line.askAgain(url, reply))).toBe('unconfirmed=-1')
  })

  test('a reply that goes to another address is sent to the wrong person', async () => {
    stage.sink.script({ do: 'refuse', at: 'rcpt', code: 450, text: '4.2.1 Not now' })
    const found = await planted(async () => {
      const [reply] = await line.agentWrites(url, 1)
      if (reply) await line.ask(url, reply)
      const divert = `
        update messages set envelope = jsonb_set(envelope, '{to}', '["thief@outside.test"]') where id = $1 and delivery_state <> 'sent'`
      await expect
        .poll(async () => (await pool.query(divert, [reply?.messageId])).rowCount, { timeout: 20_000 })
        .toBe(1)
    })
    expect(found).toBe('wrong_recipient=1')
  })
})

function difference(before: Findings, after: Findings): string {
  const changes = [
    ['lost', after.lost.length - before.lost.length],
    ['twice_shown', after.twiceShown.length - before.twiceShown.length],
    ['sent_twice_unrecorded', after.sentTwiceUnrecorded.length - before.sentTwiceUnrecorded.length],
    ['wrong_recipient', after.wrongRecipient.length - before.wrongRecipient.length],
    ['unconfirmed', after.unconfirmed.size - before.unconfirmed.size],
  ] as const
  return changes.flatMap(([name, count]) => (count === 0 ? [] : [`${name}=${count}`])).join(' ')
}
