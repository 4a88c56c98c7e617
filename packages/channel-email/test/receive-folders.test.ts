import { until } from '@cordboard/channel-testkit/peers/until'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeImap } from './fake-imap.ts'
import { briskPace, followFake, has, mail, rests } from './follow-fake.ts'
import { ledgerHost, subjects, type LedgerHost } from './ledger-host.ts'

describe('folders that come, go and change', () => {
  let imap: FakeImap
  let host: LedgerHost

  beforeEach(async () => {
    imap = await FakeImap.start()
    host = ledgerHost()
  })
  afterEach(() => imap[Symbol.asyncDispose]())

  test('a folder that is gone is named while the others go on, and is read again when it is back', async () => {
    imap.put(mail('there'), {}, imap.addFolder('客户/支持'))
    await using following = followFake(imap, host, { folders: ['INBOX', '客户/支持'] })
    await has(host, 'there')
    await rests(host)
    imap.dropFolder('客户/支持')
    await rests(host, 'degraded')
    expect(host.states.at(-1)).toMatchObject({
      nextAction: 'check_settings',
      sentence: { code: 'email.folder_gone', values: { folder: '客户/支持' } },
    })
    expect(host.gaps).toMatchObject([{ place: '客户/支持', sentence: { code: 'email.gap_folder_gone' } }])
    const lost = following.failures.length
    imap.put(mail('meanwhile'))
    await has(host, 'meanwhile')
    imap.put(mail('back'), {}, imap.addFolder('客户/支持'))
    await has(host, 'back')
    await rests(host)
    expect(following.failures).toHaveLength(lost)
  })

  test('an account whose every folder is gone says what to do', async () => {
    await using following = followFake(imap, host, { folders: ['Nowhere'] })
    await until('refused', () => following.failures.length > 0)
    expect(following.failures[0]).toMatchObject({ kind: 'permanent', sentence: { code: 'email.folder_missing' } })
  })

  test('a server that announces nothing is asked, and the account says how often', async () => {
    imap.capabilities = []
    await using following = followFake(imap, host)
    await rests(host)
    expect(host.states.at(-1)).toMatchObject({ sentence: { code: 'email.connected_asking', values: { seconds: 0 } } })
    imap.put(mail('asked for'))
    await has(host, 'asked for')
    expect(imap.commands).not.toContain('IDLE')
    expect(following.failures).toEqual([])
  })

  test('a server that ends the connection is quoted', async () => {
    await using following = followFake(imap, host)
    await rests(host)
    imap.answerNext('UID SEARCH', '* BYE [UNAVAILABLE] Going down for maintenance')
    await until('noticed', () => following.failures.length > 0)
    expect(following.failures[0]).toMatchObject({
      kind: 'transient',
      sentence: { code: 'email.said_goodbye', values: { reason: 'Going down for maintenance' } },
    })
  })

  test('a server that has too many connections in the middle is left alone for a while', async () => {
    await using following = followFake(imap, host)
    await rests(host)
    imap.answerNext('UID SEARCH', '* BYE Too many simultaneous connections. (Failure)')
    await until('noticed', () => following.failures.length > 0)
    expect(following.failures[0]).toMatchObject({ kind: 'rate_limited', retryAfterMs: 60_000 })
  })

  test('a server that names a long pause gets it at once, and no mail is blamed', async () => {
    imap.put(mail('one'))
    imap.answerNext('UID FETCH', 'BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds')
    await using following = followFake(imap, host)
    await until('noticed', () => following.failures.length > 0)
    expect(following.failures[0]).toMatchObject({
      kind: 'rate_limited',
      retryAfterMs: 92_415,
      sentence: { code: 'email.read_slower' },
    })
    await has(host, 'one')
    expect(host.cursor).toMatchObject({ folders: { INBOX: { breaking: [] } } })
    expect(host.commits.every(({ cursor }) => !JSON.stringify(cursor).includes('"times"'))).toBe(true)
  })

  test('mail deleted while others are fetched holds nothing up', async () => {
    for (let count = 0; count < 40; count++) imap.put(mail(`m${count}`))
    let removed = false
    host.beforeCommit = (batch) => {
      if (removed || batch.length === 0) return
      removed = true
      for (let uid = 30; uid <= 35; uid++) imap.remove(uid)
    }
    await using following = followFake(imap, host)
    await rests(host)
    for (let uid = 1; uid <= 10; uid++) imap.remove(uid)
    imap.put(mail('after'))
    await has(host, 'after')
    imap.put(mail('after that'))
    await has(host, 'after that')
    expect(following.failures).toEqual([])
  })

  test('mail moved to another watched folder comes with the same bytes, which the ledger shows once', async () => {
    const other = imap.addFolder('Support')
    const uid = imap.put(mail('moved'))
    await using _ = followFake(imap, host, { folders: ['INBOX', 'Support'] })
    await has(host, 'moved')
    await rests(host)
    imap.move(uid, other)
    await until('seen there', () => host.ledger.size === 2)
    const [first, second] = [...host.ledger.values()]
    expect(second?.key).toMatch(/^Support:/)
    expect(Buffer.from(first!.bytes).equals(second!.bytes)).toBe(true)
    expect(first?.receivedAt.getTime()).toBe(second?.receivedAt.getTime())
  })

  test('where the server numbers nothing, a mail that makes it hang up keeps none of the others away', async () => {
    imap.uidValidity = 0
    for (const subject of ['one', 'damaged', 'three', 'four']) imap.put(mail(subject))
    imap.damage(2, 'hangs_up')
    await using _ = followFake(imap, host, { pace: { ...briskPace, safetyPollMs: 50 } })
    await has(host, 'one', 'three', 'four')
    await rests(host, 'degraded')
    expect(host.states.at(-1)).toMatchObject({ nextAction: 'contact_provider' })
    imap.put(mail('five'))
    await has(host, 'five')
    expect(host.cursor).toMatchObject({ folders: {}, unnumbered: { INBOX: [{ uid: 2 }] } })
    imap.damage(2, null)
    const { unnumbered } = host.cursor as { unnumbered: { INBOX: { at: number }[] } }
    for (const breaking of unnumbered.INBOX) breaking.at = 0
    imap.hangUp()
    await has(host, 'damaged')
    await rests(host)
    expect(subjects(host).toSorted()).toEqual(['damaged', 'five', 'four', 'one', 'three'])
    expect(host.cursor).toMatchObject({ unnumbered: { INBOX: [] } })
  })
})
