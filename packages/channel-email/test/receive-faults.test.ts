import { until } from '@cordboard/channel-testkit/peers/until'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { receive, receivePace } from '../src/receive.ts'
import { FakeImap } from './fake-imap.ts'
import { ledgerHost, subjects, type LedgerHost } from './ledger-host.ts'

const pace = { ...receivePace, safetyPollMs: 200 }

describe('receiving from a server with the faults real ones have', () => {
  let imap: FakeImap
  let stopping: AbortController
  let running: Promise<void>[]

  beforeEach(async () => {
    imap = await FakeImap.start()
    stopping = new AbortController()
    running = []
  })
  afterEach(async () => {
    stopping.abort()
    await Promise.all(running)
    await imap[Symbol.asyncDispose]()
  })

  /** Receives, and again whenever the link is lost, as the listener does. */
  function follow(host: LedgerHost): unknown[] {
    const failures: unknown[] = []
    const server = {
      host: 'localhost',
      port: imap.port,
      security: 'tls' as const,
      user: imap.user,
      password: imap.password,
      ca: imap.ca,
    }
    const settings = { address: 'support@desk.test', imap: server, smtp: server, folders: ['INBOX'] }
    const pull = async () => {
      while (!stopping.signal.aborted)
        await receive(settings, host, stopping.signal, pace).catch((error: unknown) => failures.push(error))
    }
    running.push(pull())
    return failures
  }

  const mail = (subject: string) => `From: mei@outside.test\r\nSubject: ${subject}\r\n\r\nHello\r\n`
  const has = (host: LedgerHost, ...expected: string[]) =>
    until(`${expected.join()} stored`, () => expected.every((subject) => subjects(host).includes(subject)))

  test('a mail whose UID becomes visible after higher ones is stored within the same connection', async () => {
    const host = ledgerHost()
    const failures = follow(host)
    imap.put(mail('one'))
    await has(host, 'one')
    const late = imap.put(mail('late'), { visible: false })
    imap.put(mail('three'))
    await has(host, 'three')
    imap.show(late)
    await has(host, 'late')
    expect(failures).toEqual([])
    expect(host.ledger.size).toBe(3)
  })

  test('a server without UIDVALIDITY: no position is stored, mails are known by their bytes', async () => {
    imap.uidValidity = 0
    imap.put(mail('one'))
    const host = ledgerHost()
    follow(host)
    await has(host, 'one')
    imap.put(mail('two'))
    await has(host, 'two')
    imap.renumber(0)
    imap.put(mail('three'))
    await has(host, 'three')
    expect([...host.ledger.keys()].every((key) => /^INBOX:sha256:[0-9a-f]{64}$/.test(key))).toBe(true)
    expect(host.ledger.size).toBe(3)
    expect(host.cursor).toBeNull()
  })

  test('a mail the server refuses to hand out holds nothing up, is reported, and is asked for again', async () => {
    for (const subject of ['one', 'two', 'three']) imap.put(mail(subject))
    // The three together, then two of them, then each alone: only the first is refused in the end.
    for (let refusal = 0; refusal < 3; refusal++) imap.answerNext('UID FETCH', 'NO [SERVERBUG] Internal error')
    const host = ledgerHost()
    const failures = follow(host)
    await has(host, 'two', 'three')
    await until('told', () =>
      host.states.some(({ state, nextAction }) => state === 'degraded' && nextAction === 'contact_provider'),
    )
    await has(host, 'one')
    await until('well again', () => host.states.at(-1)?.state === 'connected')
    expect(failures).toEqual([])
    expect(host.ledger.size).toBe(3)
  })

  test('a mail that makes the server hang up keeps none of the others away, and is asked for again later', async () => {
    for (const subject of ['one', 'damaged', 'three', 'four']) imap.put(mail(subject))
    imap.damage(2, 'hangs_up')
    const host = ledgerHost()
    follow(host)
    await has(host, 'one', 'three', 'four')
    await until('told', () =>
      host.states.some(({ state, nextAction }) => state === 'degraded' && nextAction === 'contact_provider'),
    )
    imap.put(mail('five'))
    await has(host, 'five')
    imap.damage(2, null)
    const { folders } = host.cursor as { folders: { INBOX: { breaking: { at: number }[] } } }
    for (const breaking of folders.INBOX.breaking) breaking.at = 0
    imap.hangUp()
    await has(host, 'damaged')
    await until('well again', () => host.states.at(-1)?.state === 'connected')
    expect(host.cursor).toMatchObject({ folders: { INBOX: { refused: [], breaking: [] } } })
    expect(host.ledger.size).toBe(5)
  })

  test('a new mail that makes the server hang up keeps none of the later ones away', async () => {
    imap.put(mail('one'))
    const host = ledgerHost()
    follow(host)
    await has(host, 'one')
    imap.damage(2, 'hangs_up')
    imap.put(mail('damaged'))
    imap.put(mail('three'))
    await has(host, 'three')
    expect(subjects(host)).toEqual(['one', 'three'])
  })

  test('a mail answered with NIL is one the server does not hand out', async () => {
    for (const subject of ['one', 'withheld', 'three']) imap.put(mail(subject))
    imap.damage(2, 'withheld')
    const host = ledgerHost()
    const failures = follow(host)
    await has(host, 'one', 'three')
    await until('told', () => host.states.some(({ nextAction }) => nextAction === 'contact_provider'))
    imap.damage(2, null)
    await has(host, 'withheld')
    expect(failures).toEqual([])
  })

  test('a mail of exactly one piece is whole, whatever the server says where nothing is left', async () => {
    const exactly = (subject: string, bytes: number) => mail(subject) + 'x'.repeat(bytes - mail(subject).length)
    imap.damage(imap.put(exactly('nil', 1_000_000)), 'nil_at_end')
    imap.put(exactly('empty', 2_000_000))
    const host = ledgerHost()
    const failures = follow(host)
    await has(host, 'nil', 'empty')
    expect(failures).toEqual([])
    expect([...host.ledger.values()].map(({ bytes }) => bytes.length)).toEqual([1_000_000, 2_000_000])
  })

  test('a server that refuses to list its mails is not taken for an empty folder', async () => {
    for (const subject of ['one', 'two']) imap.put(mail(subject))
    for (let refusal = 0; refusal < 2; refusal++) imap.answerNext('UID SEARCH', 'NO [SERVERBUG] Internal error')
    const host = ledgerHost()
    const failures = follow(host)
    await until('read', () => host.states.at(-1)?.state === 'connected')
    expect(subjects(host)).toEqual(['one', 'two'])
    expect(failures).toMatchObject([{ kind: 'transient' }, { kind: 'transient' }])
  })

  test('a mail dated in the future arrives now', async () => {
    imap.put(mail('future'), { receivedAt: new Date('2099-01-01') })
    const host = ledgerHost()
    follow(host)
    await has(host, 'future')
    expect([...host.ledger.values()][0]?.receivedAt.getTime()).toBeLessThanOrEqual(Date.now())
  })

  test('a server that is busy for everybody is not taken for one that lost a mail', async () => {
    imap.put(mail('one'))
    imap.answerNext('UID FETCH', 'NO [UNAVAILABLE] Try later')
    const host = ledgerHost()
    const failures = follow(host)
    await has(host, 'one')
    expect(failures).toHaveLength(1)
    expect(host.states.some(({ state }) => state === 'degraded')).toBe(false)
  })

  test('an unreadable cursor costs a second reading and no mail', async () => {
    imap.put(mail('one'))
    const host = ledgerHost()
    host.cursor = { folders: { INBOX: { uidValidity: '0', nextUid: -4 } } }
    follow(host)
    await has(host, 'one')
    expect(host.cursor).toMatchObject({ folders: { INBOX: { uidValidity: String(imap.uidValidity), nextUid: 2 } } })
  })

  test('what is stored is what was there, however arrivals, late UIDs, renumberings and refused commits interleave', async () => {
    const step = fc.constantFrom('put', 'hide', 'show', 'renumber', 'refuse')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        await using server = await FakeImap.start()
        imap = server
        stopping = new AbortController()
        const host = ledgerHost()
        let refusals = 0
        host.beforeCommit = () => {
          if (refusals > 0 && refusals--) throw new Error('the database is away')
        }
        follow(host)
        const sent: string[] = []
        const hidden: number[] = []
        for (const [index, name] of steps.entries()) {
          if (name === 'put' || name === 'hide') {
            sent.push(`m${index}`)
            const uid = server.put(mail(`m${index}`), { visible: name === 'put' })
            if (name === 'hide') hidden.push(uid)
          } else if (name === 'show') for (const uid of hidden.splice(0)) server.show(uid)
          else if (name === 'renumber' && hidden.length === 0) server.renumber()
          else if (name === 'refuse') refusals++
        }
        for (const uid of hidden) server.show(uid)
        await has(host, ...sent)
        expect(new Set(subjects(host))).toEqual(new Set(sent))
        stopping.abort()
        await Promise.all(running.splice(0))
      }),
      { numRuns: 25 },
    )
    imap = await FakeImap.start()
  })
})
