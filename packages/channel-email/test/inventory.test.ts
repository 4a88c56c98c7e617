import { until } from '@cordboard/channel-testkit/peers/until'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { takeInventory } from '../src/inventory.ts'
import { receive, receivePace } from '../src/receive.ts'
import { takeIn } from '../src/take-in.ts'
import { FakeImap } from './fake-imap.ts'
import { ledgerHost, subjects, type LedgerHost } from './ledger-host.ts'
import { settingsFor } from './support-account.ts'

const mail = (subject: string) => `From: mei@outside.test\r\nSubject: ${subject}\r\n\r\nHello\r\n`
const { signal } = new AbortController()

describe('what the server has, beside what the ledger has', () => {
  let imap: FakeImap
  let host: LedgerHost

  beforeEach(async () => {
    imap = await FakeImap.start()
    host = ledgerHost()
  })
  afterEach(() => imap[Symbol.asyncDispose]())

  const settings = (folders = ['INBOX']) => {
    const { port, user, password, ca } = imap
    return { ...settingsFor({ imap: { port, user, password, ca, security: 'tls' } }), folders }
  }

  /** Receives until everything is read, and ends. */
  async function read(folders?: string[]): Promise<void> {
    const stopping = new AbortController()
    const receiving = receive(settings(folders), host, stopping.signal, receivePace)
    await until('read', () => ['connected', 'degraded'].includes(host.states.at(-1)?.state ?? ''))
    stopping.abort()
    await receiving
  }

  test('is the same after all was read', async () => {
    for (const subject of ['one', 'two']) imap.put(mail(subject))
    await read()
    expect(await takeInventory(settings(), host, signal)).toEqual({
      places: [{ place: 'INBOX', trouble: null, keys: [...host.ledger.keys()], absent: [] }],
    })
  })

  test('names a mail that should be in the ledger and is not, with what the server says of it', async () => {
    const receivedAt = new Date('2026-11-01T10:00:00Z')
    for (const subject of ['one', 'lost', 'three']) imap.put(mail(subject), { receivedAt })
    await read()
    const [, key = ''] = host.ledger.keys()
    host.ledger.delete(key)
    const progress: number[] = []
    const { places } = await takeInventory(settings(), host, signal, ({ done }) => progress.push(done))
    const sketch = { subject: 'lost', sender: 'mei@outside.test', size: mail('lost').length, receivedAt }
    expect(places[0]?.absent).toMatchObject([{ key, id: '2', absence: 'unexplained', sketch }])
    expect(places[0]?.absent[0]?.sketch?.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(progress.at(-1)).toBe(3)

    await takeIn([key], settings(), host, signal)
    expect(subjects(host).toSorted()).toEqual(['lost', 'one', 'three'])
    expect((await takeInventory(settings(), host, signal)).places[0]?.absent).toEqual([])
  })

  test('says of mail that nobody has come to yet that it waits', async () => {
    imap.put(mail('one'))
    await read()
    imap.put(mail('two'))
    const { places } = await takeInventory(settings(), host, signal)
    expect(places[0]?.absent).toMatchObject([{ id: '2', absence: 'waiting' }])
    imap.renumber()
    const renumbered = await takeInventory(settings(), host, signal)
    expect(renumbered.places[0]?.absent.map(({ absence }) => absence)).toEqual(['waiting', 'waiting'])
  })

  test('says of mail the server does not hand out that it is withheld', async () => {
    for (const subject of ['one', 'damaged']) imap.put(mail(subject))
    imap.damage(2, 'withheld')
    await read()
    const { places } = await takeInventory(settings(), host, signal)
    expect(places[0]?.absent).toMatchObject([{ id: '2', absence: 'withheld', sketch: { subject: 'damaged' } }])
  })

  test('knows mail by its bytes where the server does not number it', async () => {
    imap.uidValidity = 0
    for (const subject of ['one', 'two', 'damaged']) imap.put(mail(subject))
    imap.damage(3, 'withheld')
    await read()
    const { places } = await takeInventory(settings(), host, signal)
    expect(places[0]?.keys).toHaveLength(3)
    expect(places[0]?.absent).toMatchObject([{ id: '3', absence: 'withheld' }])
  })

  test('a folder that is gone is reported, and the others are compared', async () => {
    imap.put(mail('one'))
    imap.put(mail('elsewhere'), {}, imap.addFolder('Support'))
    await read(['INBOX', 'Support'])
    imap.folders.splice(imap.folders.indexOf(imap.folder('Support')), 1)
    const { places } = await takeInventory(settings(['Support', 'INBOX']), host, signal)
    expect(places).toMatchObject([
      { place: 'Support', trouble: { detail: expect.stringContaining('does not exist') as string }, keys: [] },
      { place: 'INBOX', trouble: null, absent: [] },
    ])
  })

  test('a hundred of many are described', async () => {
    for (let count = 0; count < 150; count++) imap.put(mail(`m${count}`))
    const { places } = await takeInventory(settings(), host, signal)
    expect(places[0]?.absent).toHaveLength(150)
    expect(places[0]?.absent.filter(({ sketch }) => sketch !== null)).toHaveLength(100)
  })

  test('ends with its signal', async () => {
    imap.put(mail('one'))
    const stopping = new AbortController()
    const listing = takeInventory(settings(), host, stopping.signal, () => stopping.abort())
    await expect(listing).rejects.toMatchObject({ name: 'AbortError' })
    await until('closed', () => imap.connections === 0)
  })
})
