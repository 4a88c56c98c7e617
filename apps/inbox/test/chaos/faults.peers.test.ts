/** The servers around a desk die, freeze, forget, refuse and fall silent. */
import { hasPeer } from '@cordboard/channel-testkit/peers'
import { type FaultProxy, startFaultProxy } from '@cordboard/channel-testkit/peers/fault-proxy'
import { until } from '@cordboard/channel-testkit/peers/until'
import type { SmtpBehaviour } from '@cordboard/channel-testkit/peers/smtp-behaviour'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { clean, lineOf } from './checker.ts'
import type { DeskProcess } from './desk-process.ts'
import type { Line, Rows } from './line.ts'
import { startOwnPostgres } from './own-postgres.ts'
import { readDesk } from './seen.ts'
import { openStage, type Stage } from './stage.ts'
import { ageWork, emptyQueue, endLeases } from './time-passes.ts'
import type { AskedReply } from './truth.ts'

async function expectClean(line: Line, url: string, unconfirmed: readonly AskedReply[] = []): Promise<void> {
  await line.atRest(url)
  const findings = await line.check(url)
  expect(lineOf(findings), JSON.stringify(findings)).toBe(clean)
  expect(findings.unconfirmed).toEqual(new Set(unconfirmed.map(({ clientId }) => clientId)))
}

async function stateOf(url: string, { clientId }: AskedReply): Promise<string | null | undefined> {
  return (await readDesk(url)).find((entry) => entry.clientId === clientId)?.state
}

describe.skipIf(!hasPeer('dovecot'))('faults around the desk', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage(createTestDatabase)
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  describe('one desk, one misfortune after the other', () => {
    let line: Line
    let pool: Rows
    let desk: DeskProcess
    let proxy: FaultProxy
    const doubtful: AskedReply[] = []

    beforeAll(async () => {
      proxy = await startFaultProxy({ targetPort: stage.dovecot.imapPort })
      line = await stage.line({ imapPort: proxy.port })
      pool = line.rows()
      desk = await line.begin()
    })
    afterAll(() => proxy[Symbol.asyncDispose]())

    async function askOne(): Promise<AskedReply> {
      const [reply] = await line.agentWrites(desk.url, 1)
      if (!reply) throw new Error('Nobody has written yet.')
      await line.ask(desk.url, reply)
      return reply
    }

    test('Dovecot is killed while a mail is being fetched', async () => {
      await proxy.set({ cutAfterBytes: { toClient: 200_000 } })
      line.customersWrite(8, { bytes: 60_000 })
      await until('the line was cut', async () => (await readStateOf(pool)) !== 'connected', 20_000)
      await stage.dovecot.kill9()
      await proxy.set({})
      await stage.dovecot.start()
      await expectClean(line, desk.url)
    })

    test('Dovecot freezes and wakes; the desk answers meanwhile', async () => {
      stage.dovecot.freeze()
      try {
        line.customersWrite(2)
        const reply = await askOne()
        await expect.poll(() => stateOf(desk.url, reply), { timeout: 20_000 }).toBe('sent')
      } finally {
        stage.dovecot.thaw()
      }
      await expectClean(line, desk.url)
    })

    test('the queue’s store is emptied while mail and replies are on their way', async () => {
      line.customersWrite(6)
      const replies = await line.agentWrites(desk.url, 3)
      const asked = replies.map((reply) => line.ask(desk.url, reply))
      await emptyQueue(pool)
      await Promise.all(asked)
      await emptyQueue(pool)
      await ageWork(pool)
      await expectClean(line, desk.url)
    })

    test('the mail server refuses for now, and hangs up before the mail', async () => {
      stage.sink.script(
        { do: 'refuse', at: 'rcpt', code: 450, text: '4.2.1 Not now' },
        { do: 'cut', at: 'before_data' },
      )
      const replies = await line.agentWrites(desk.url, 2)
      for (const reply of replies) await line.ask(desk.url, reply)
      await expectClean(line, desk.url)
      for (const reply of replies) expect(await stateOf(desk.url, reply)).toBe('sent')
    })

    const ends: [string, SmtpBehaviour, string, number][] = [
      ['refuses the recipient for good', { do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 Unknown' }, 'failed', 0],
      ['refuses the mail for good', { do: 'refuse', at: 'data', code: 554, text: '5.7.1 Spam' }, 'failed', 0],
      ['takes the mail and hangs up before its answer', { do: 'cut', at: 'after_dot', kept: true }, 'unconfirmed', 1],
      ['drops the mail and hangs up before its answer', { do: 'cut', at: 'after_dot', kept: false }, 'unconfirmed', 0],
    ]
    test.each(ends)('the mail server %s', async (_what, behaviour, state, takes) => {
      stage.sink.script(behaviour)
      const reply = await askOne()
      await line.atRest(desk.url)
      expect(await stateOf(desk.url, reply)).toBe(state)
      expect(stage.sink.received.filter(({ raw }) => raw.includes(reply.token))).toHaveLength(takes)
      if (state === 'unconfirmed') doubtful.push(reply)
      await expectClean(line, desk.url, doubtful)
    })

    test('the mail server hangs up in the middle of the mail', async () => {
      stage.sink.script({ do: 'cut', at: 'mid_body' })
      const reply = await askOne()
      await line.atRest(desk.url)
      const takes = stage.sink.received.filter(({ raw }) => raw.includes(reply.token)).length
      // A mail this short may have left as a whole before, and then nobody can know that the middle was not the end.
      const ended = [await stateOf(desk.url, reply), takes]
      expect([
        ['unconfirmed', 0],
        ['sent', 1],
      ]).toContainEqual(ended)
      if (takes === 0) doubtful.push(reply)
      await expectClean(line, desk.url, doubtful)
    })

    test('the mail server falls silent after the mail, and the desk is stopped before it speaks', async () => {
      stage.sink.script({ do: 'silence', kept: true })
      const reply = await askOne()
      await stage.sink.waitFor(({ raw }) => raw.includes(reply.token))
      expect(await stateOf(desk.url, reply)).toBe('sending')
      expect(await desk.stop()).toEqual({ code: 0, signal: null })
      desk = await (await line.start()).ready()
      doubtful.push(reply)
      await expectClean(line, desk.url, doubtful)
    })

    test('a doubtful reply that turns up in the Sent folder is sent', async () => {
      const [reply] = doubtful.splice(-1, 1)
      const [mail] = await stage.sink.waitFor(({ raw }) => raw.includes(reply?.token ?? ''))
      await stage.dovecot.append(line.options.account, 'Sent', mail?.raw ?? '')
      await expect.poll(() => reply && stateOf(desk.url, reply), { timeout: 20_000 }).toBe('sent')
      await expectClean(line, desk.url, doubtful)
    })
  })

  test('PostgreSQL is killed while mail arrives and a reply is handed over; what the mail server said is not forgotten', async () => {
    await using postgres = await startOwnPostgres()
    await using line = await stage.line({ databaseUrl: postgres.url })
    const desk = await line.begin()
    const [inHand, ...replies] = await line.agentWrites(desk.url, 4)
    if (!inHand) throw new Error('Nobody has written yet.')
    stage.sink.script({ do: 'slow', ms: 1_500 })
    await line.ask(desk.url, inHand)
    await expect.poll(() => stateOf(desk.url, inHand), { timeout: 20_000 }).toBe('sending')
    line.customersWrite(6)
    await postgres.kill9()
    for (const reply of replies) expect(await line.ask(desk.url, reply)).toBe(false)
    line.customersWrite(2)
    await stage.sink.waitFor(({ raw }) => raw.includes(inHand.token))
    await postgres.start()
    await until('the desk is ready again', () => fetch(`${desk.url}/readyz`).then(({ ok }) => ok), 30_000)
    for (const reply of replies) await line.ask(desk.url, reply)
    await ageWork(line.rows())
    await expectClean(line, desk.url)
  })

  test('a desk with its own database is killed with everything it started', async () => {
    await using line = await stage.line({ databaseUrl: null })
    const desk = await (await line.start()).ready()
    await line.connect(desk.url)
    line.customersWrite(5)
    await desk.kill9()
    const again = await (await line.start()).ready()
    await endLeases(await line.dataDir)
    await expectClean(line, again.url)
  })
})

async function readStateOf(pool: Rows): Promise<string | undefined> {
  return (await pool.query<{ state: string }>('select state from channel_accounts')).rows[0]?.state
}
