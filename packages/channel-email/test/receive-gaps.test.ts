import { until } from '@cordboard/channel-testkit/peers/until'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeImap } from './fake-imap.ts'
import { followFake, has, mail, rests } from './follow-fake.ts'
import { ledgerHost, subjects, type LedgerHost } from './ledger-host.ts'

describe('history that is gone from the server', () => {
  let imap: FakeImap
  let host: LedgerHost

  beforeEach(async () => {
    imap = await FakeImap.start()
    host = ledgerHost()
  })
  afterEach(() => imap[Symbol.asyncDispose]())

  test('a folder that went back to an older state is read again, and the gap is reported with its bounds', async () => {
    for (const subject of ['one', 'two', 'three']) imap.put(mail(subject))
    const before = Date.now()
    {
      await using _ = followFake(imap, host)
      await rests(host)
    }
    const read = Date.now()
    imap.remove(2)
    imap.remove(3)
    imap.folder().renumber(imap.uidValidity)
    imap.put(mail('after the restore'))
    await using _ = followFake(imap, host)
    await has(host, 'after the restore')
    expect(host.gaps).toMatchObject([{ place: 'INBOX', sentence: { code: 'email.gap_went_back' } }])
    const { since, until: end } = host.gaps[0]!
    expect(since!.getTime()).toBeGreaterThanOrEqual(before)
    expect(since!.getTime()).toBeLessThanOrEqual(read)
    expect(end.getTime()).toBeGreaterThanOrEqual(read)
  })

  test('a folder that was numbered anew and still has its mail has no gap', async () => {
    for (let count = 0; count < 30; count++) imap.put(mail(`m${count}`))
    await using _ = followFake(imap, host)
    await rests(host)
    imap.remove(30)
    imap.renumber()
    await until('read again', () => host.ledger.size === 59)
    expect(host.gaps).toEqual([])
  })

  test('a folder that was numbered anew without the mail last read from it has one', async () => {
    for (let count = 0; count < 30; count++) imap.put(mail(`m${count}`))
    await using _ = followFake(imap, host)
    await rests(host)
    for (let uid = 26; uid <= 30; uid++) imap.remove(uid)
    imap.put(mail('another'))
    await has(host, 'another')
    await rests(host)
    for (let uid = 20; uid <= 31; uid++) imap.remove(uid)
    imap.renumber()
    await until('read again', () => host.ledger.size === 50)
    expect(host.gaps).toMatchObject([{ place: 'INBOX', sentence: { code: 'email.gap_renumbered' } }])
  })

  test('a mail that makes the server hang up while the last ones are looked for holds nothing up', async () => {
    for (const subject of ['one', 'two', 'old', 'new']) imap.put(mail(subject))
    imap.damage(3, 'hangs_up')
    await using _ = followFake(imap, host)
    await has(host, 'one', 'two', 'new')
    await rests(host, 'degraded')
    imap.remove(4)
    imap.renumber()
    imap.put(mail('after'))
    await has(host, 'after')
    expect(host.gaps).toEqual([])
  })

  test('two thousand mails numbered anew, some of them alike, are all handed over again and nothing else', async () => {
    const alike = (count: number) => mail(count % 100 === 0 ? 'alike' : `m${count}`)
    for (let count = 0; count < 2_000; count++) imap.put(alike(count))
    await using _ = followFake(imap, host)
    await until('read', () => host.ledger.size === 2_000)
    await rests(host)
    const first = subjects(host).toSorted()
    imap.renumber()
    await until('read again', () => host.ledger.size === 4_000, 10_000)
    await rests(host)
    expect(subjects(host).slice(2_000).toSorted()).toEqual(first)
    expect(host.gaps).toEqual([])
  })

  test('mail of an outage of eight days arrives with its own dates', async () => {
    await using _ = followFake(imap, host)
    await rests(host)
    const day = 24 * 3_600_000
    const dates = [8, 7.5, 3, 0].map((days) => new Date(Math.floor(Date.now() / 1000) * 1000 - days * day))
    for (const [index, receivedAt] of dates.entries()) imap.put(mail(`day${index}`), { receivedAt })
    await has(host, 'day0', 'day1', 'day2', 'day3')
    expect([...host.ledger.values()].map(({ receivedAt }) => receivedAt)).toEqual(dates)
    expect(host.gaps).toEqual([])
  })
})
