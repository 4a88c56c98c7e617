import { hasPeer } from '@cordboard/channel-testkit/peers'
import { startDovecot, type Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { until } from '@cordboard/channel-testkit/peers/until'
import { LeaseLost } from '@cordboard/core/channel/error'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { receive, receivePace, type ReceivePace } from '../src/receive.ts'
import type { EmailSettings } from '../src/settings.ts'
import { ledgerHost, subjects, type LedgerHost } from './ledger-host.ts'

const accounts = [
  'push',
  'outage',
  'killed',
  'frozen',
  'holes',
  'renumbered',
  'gone',
  'folders',
  'first',
  'abort',
  'large',
  'lease',
  'backup',
  'flags',
]
const brisk: ReceivePace = { ...receivePace, safetyPollMs: 500, socketTimeoutMs: 1_000 }

describe.skipIf(!hasPeer('dovecot'))('receiving from a real mailbox', () => {
  let dovecot: Dovecot
  const stops: (() => Promise<void>)[] = []

  beforeAll(async () => {
    dovecot = await startDovecot({ accounts })
  })
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
  })
  afterAll(async () => {
    await dovecot[Symbol.asyncDispose]()
  })

  /** Runs `receive`, and again whenever it throws, as the listener does. */
  function follow(account: string, host: LedgerHost, pace = brisk, folders = ['INBOX']) {
    const stopping = new AbortController()
    const failures: unknown[] = []
    const running = (async () => {
      while (!stopping.signal.aborted) {
        try {
          await receive(settingsFor(account, folders), host, stopping.signal, pace)
        } catch (error) {
          failures.push(error)
          if (error instanceof LeaseLost) return
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      }
    })()
    const stop = async () => {
      stopping.abort()
      await running
    }
    stops.push(stop)
    return { failures, stop, running }
  }

  function settingsFor(account: string, folders: string[]): EmailSettings {
    const server = { host: 'localhost', security: 'tls' as const, ca: dovecot.ca, ...dovecot.account(account) }
    return {
      address: `${account}@desk.test`,
      imap: { ...server, port: dovecot.imapsPort },
      smtp: { ...server, port: 465 },
      folders,
    }
  }

  const mail = (subject: string, body = 'Hello') =>
    `From: Mei <mei@outside.test>\r\nTo: support@desk.test\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@outside.test>\r\n\r\n${body}\r\n`
  const connected = (host: LedgerHost) => until('connected', () => host.states.at(-1)?.state === 'connected')

  test('a mail is stored as the server announces it, not at the next look', async () => {
    const host = ledgerHost()
    follow('push', host, { ...brisk, safetyPollMs: 60_000 })
    await connected(host)
    for (const subject of ['one', 'two']) {
      await dovecot.deliver('push', mail(subject))
      await until(subject, () => subjects(host).includes(subject), 3_000)
    }
    expect(subjects(host)).toEqual(['one', 'two'])
  })

  test('mail of an outage is caught up in order, nothing is lost or stored twice', async () => {
    const host = ledgerHost()
    const { failures } = follow('outage', host)
    await dovecot.deliver('outage', mail('before'))
    await until('first', () => host.ledger.size === 1)
    await dovecot.kill9()
    await until('the loss is noticed', () => failures.length > 0)
    dovecot.deliverMany(
      'outage',
      Array.from({ length: 450 }, (_, index) => mail(`m${String(index).padStart(3, '0')}`)),
    )
    await dovecot.start()
    await until('all are back', () => host.ledger.size === 451, 20_000)
    expect(new Set(subjects(host)).size).toBe(451)
    expect(host.commits.every(({ keys }) => keys.length <= 200)).toBe(true)
  })

  test('a killed session is noticed at once and followed by another', async () => {
    const host = ledgerHost()
    const { failures } = follow('killed', host)
    await connected(host)
    dovecot.killSessions()
    await until('noticed', () => failures.length > 0, 2_000)
    expect(failures[0]).toMatchObject({ name: 'ChannelError', kind: 'transient' })
    await dovecot.deliver('killed', mail('after'))
    await until('stored', () => subjects(host).includes('after'))
  })

  test('a server that stops answering is given up, and its mail read when it answers again', async () => {
    const host = ledgerHost()
    const { failures } = follow('frozen', host)
    await connected(host)
    dovecot.freeze()
    try {
      await until('given up', () => failures.length > 0, 10_000)
    } finally {
      dovecot.thaw()
    }
    await dovecot.deliver('frozen', mail('thawed'))
    await until('stored', () => subjects(host).includes('thawed'), 20_000)
  })

  test('UIDs that become visible behind the position are found', async () => {
    await dovecot.deliver('holes', mail('h1'))
    await dovecot.deliver('holes', mail('h2'))
    await dovecot.deliver('holes', mail('h3'))
    const host = ledgerHost()
    const first = follow('holes', host)
    await until('all', () => host.ledger.size === 3)
    await first.stop()
    const [, second] = host.ledger.keys()
    host.ledger.delete(second ?? '')
    follow('holes', host)
    await until('the hole is filled', () => subjects(host).includes('h2'))
    expect(host.ledger.size).toBe(3)
  })

  test('a renumbered folder is handed over again under new keys', async () => {
    await dovecot.deliver('renumbered', mail('r1'))
    const host = ledgerHost()
    const { stop } = follow('renumbered', host)
    await until('first', () => host.ledger.size === 1)
    await stop()
    dovecot.resetUidValidity('renumbered')
    await dovecot.deliver('renumbered', mail('r2'))
    follow('renumbered', host)
    await until('both', () => subjects(host).includes('r2'))
    await until('all again', () => host.ledger.size === 3)
    const validities = new Set([...host.ledger.keys()].map((key) => key.split(':')[1]))
    expect(validities.size).toBe(2)
  })

  test('a server that was restored from a backup and numbers back is read again, not skipped', async () => {
    await dovecot.deliver('backup', mail('b1'))
    const host = ledgerHost()
    const { stop } = follow('backup', host)
    await until('first', () => host.ledger.size === 1)
    await stop()
    const cursor = host.cursor as { folders: { INBOX: { nextUid: number } } }
    cursor.folders.INBOX.nextUid = 900
    host.ledger.clear()
    follow('backup', host)
    await until('read again', () => subjects(host).includes('b1'))
    expect([...host.ledger.keys()][0]).toMatch(/^INBOX:\d+\.1:1$/)
  })

  test('a mail deleted between listing and reading holds nothing up', async () => {
    for (const subject of ['g1', 'g2', 'g3']) await dovecot.deliver('gone', mail(subject))
    {
      await using session = await dovecot.session('gone')
      await session.delete('INBOX', 2)
    }
    const host = ledgerHost()
    follow('gone', host)
    await until('the others', () => host.ledger.size === 2)
    await dovecot.deliver('gone', mail('g4'))
    await until('the next', () => subjects(host).includes('g4'))
    expect(subjects(host)).toEqual(['g1', 'g3', 'g4'])
  })

  test('two folders are followed at once, each by its own position', async () => {
    {
      await using session = await dovecot.session('folders')
      await session.createFolder('Support')
    }
    const host = ledgerHost()
    follow('folders', host, brisk, ['INBOX', 'Support'])
    await connected(host)
    await dovecot.append('folders', 'Support', mail('in Support'))
    await dovecot.deliver('folders', mail('in INBOX'))
    await until('both', () => host.ledger.size === 2)
    await until('both positions', () => Object.keys((host.cursor as { folders: object }).folders).length === 2)
    expect(subjects(host).toSorted()).toEqual(['in INBOX', 'in Support'])
  })

  test('a first sync shows its progress and lets new mail pass the old', async () => {
    dovecot.deliverMany(
      'first',
      Array.from({ length: 1_000 }, (_, index) => mail(`old${index}`, 'x'.repeat(20_000))),
    )
    const host = ledgerHost()
    let delivered = false
    host.beforeCommit = async (batch) => {
      if (delivered || batch.length === 0) return
      delivered = true
      await dovecot.deliver('first', mail('fresh'))
    }
    follow('first', host)
    await until('all', () => host.ledger.size === 1_001, 30_000)
    await connected(host)
    const shown = host.states.filter(({ state }) => state === 'syncing').map(({ progress }) => progress)
    expect(shown.length).toBeGreaterThan(3)
    expect(shown.at(-1)).toEqual({ done: 1_000, total: 1_000 })
    expect(subjects(host).indexOf('fresh')).toBeLessThan(900)
    expectNoCommitBeforeItsMail(host)
  })

  test('a mail larger than one piece arrives whole', async () => {
    const host = ledgerHost()
    const body = Array.from({ length: 45_000 }, (_, index) => `line ${index} ${'x'.repeat(60)}`).join('\r\n')
    await dovecot.deliver('large', mail('large', body))
    follow('large', host)
    await until('stored', () => host.ledger.size === 1)
    const [stored] = host.ledger.values()
    const [there] = await dovecot.list('large')
    expect(stored?.bytes.length).toBeGreaterThan(2_000_000)
    expect(Buffer.from(stored?.bytes ?? []).equals(there?.raw ?? Buffer.of())).toBe(true)
  })

  test('aborting ends at once, in the middle of a commit too, and leaves no connection', async () => {
    dovecot.deliverMany(
      'abort',
      Array.from({ length: 600 }, (_, index) => mail(`a${index}`)),
    )
    const host = ledgerHost()
    const committing = Promise.withResolvers<void>()
    host.beforeCommit = (batch) => {
      if (batch.length > 0) committing.resolve()
    }
    const sockets = () => process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length
    await until('earlier connections are closed', () => sockets() === 0)
    const { stop, failures } = follow('abort', host)
    await committing.promise
    expect(sockets()).toBeGreaterThan(0)
    const started = performance.now()
    await stop()
    expect(performance.now() - started).toBeLessThan(1_000)
    expect(failures).toEqual([])
    await until('the connection is closed', () => sockets() === 0)
    follow('abort', host)
    await until('the rest', () => host.ledger.size === 600)
  })

  test('a lost lease stops receiving with that very error', async () => {
    await dovecot.deliver('lease', mail('l1'))
    const host = ledgerHost()
    host.beforeCommit = () => {
      throw new LeaseLost('another process holds the account')
    }
    const { running, failures } = follow('lease', host)
    await running
    expect(failures[0]).toBeInstanceOf(LeaseLost)
    expect(host.ledger.size).toBe(0)
  })

  test('nothing on the server is flagged or deleted', async () => {
    await dovecot.deliver('flags', mail('f1'))
    const host = ledgerHost()
    follow('flags', host)
    await until('stored', () => host.ledger.size === 1)
    const there = await dovecot.list('flags')
    expect(there.map(({ flags }) => flags.filter((flag) => flag !== '\\Recent'))).toEqual([[]])
  })
})

/** At each commit, every UID the cursor calls stored was in that commit or an earlier one. */
function expectNoCommitBeforeItsMail(host: LedgerHost): void {
  const stored = new Set<number>()
  for (const { keys, cursor } of host.commits) {
    for (const key of keys) stored.add(Number(key.split(':').at(-1)))
    const position = (
      cursor as { folders: { INBOX: { nextUid: number; backlog: { from: number; to: number } | null } } } | undefined
    )?.folders.INBOX
    if (!position) continue
    for (let uid = 1; uid < position.nextUid; uid++) {
      const waiting = position.backlog !== null && uid >= position.backlog.from && uid < position.backlog.to
      if (!waiting) expect(stored.has(uid), `UID ${uid}`).toBe(true)
    }
  }
}
