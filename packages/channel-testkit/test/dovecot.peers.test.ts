import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasPeer } from '../src/peers.ts'
import { startDovecot, type Dovecot } from '../src/peers/dovecot.ts'
import { ImapSession } from '../src/peers/imap-session.ts'
import { hideNewest } from '../src/peers/late-mail.ts'
import { LineSocket } from '../src/peers/line-socket.ts'
import { until } from '../src/peers/until.ts'

const mail = (subject: string) => `From: anna@outside.test\r\nSubject: ${subject}\r\n\r\n.a line with a dot\r\n`

describe.skipIf(!hasPeer('dovecot'))('a Dovecot for tests', () => {
  let dovecot: Dovecot

  beforeAll(async () => {
    dovecot = await startDovecot({ accounts: ['support@desk.test', 'alice', 'big', 'reset', 'late'] })
  })

  afterAll(async () => {
    await dovecot[Symbol.asyncDispose]()
  })

  it('keeps what is delivered by LMTP and appended by IMAP, byte for byte', async () => {
    await dovecot.deliver('support', mail('by LMTP'))
    await dovecot.append('support', 'Sent', mail('by IMAP'), ['\\Seen'])

    const [delivered] = await dovecot.list('support')
    const [appended] = await dovecot.list('support', 'Sent')

    expect(delivered?.raw.toString()).toContain(mail('by LMTP'))
    expect(delivered?.flags).not.toContain('\\Seen')
    expect(appended).toMatchObject({ uid: 1, flags: expect.arrayContaining(['\\Seen']) as string[] })
    expect(appended?.raw.toString()).toBe(mail('by IMAP'))
  })

  it('takes a backlog of hundreds at once', async () => {
    dovecot.deliverMany(
      'big',
      Array.from({ length: 600 }, (_, index) => mail(`backlog ${index}`)),
    )

    const subjects = (await dovecot.list('big')).map(({ raw }) => /Subject: (.*)\r/.exec(raw.toString())?.[1])

    expect(new Set(subjects).size).toBe(600)
  })

  it('comes back with its mail and its ports after a kill', async () => {
    await dovecot.deliver('alice', mail('before'))
    await dovecot.kill9()
    await expect(dovecot.list('alice')).rejects.toThrow('ECONNREFUSED')
    await dovecot.start()

    expect((await dovecot.list('alice')).map(({ raw }) => raw.toString())).toEqual([expect.stringContaining('before')])
  })

  it('answers nothing while frozen', async () => {
    dovecot.freeze()
    await using socket = await LineSocket.open(dovecot.imapPort)
    const greeting = socket.line()
    const early = await Promise.race([greeting, new Promise((resolve) => setTimeout(resolve, 200, 'silence'))])
    dovecot.thaw()

    expect(early).toBe('silence')
    expect(await greeting).toContain('OK')
  })

  it('ends sessions without a goodbye', async () => {
    await using session = await dovecot.session('alice')
    dovecot.killSessions()

    await expect(session.list('INBOX')).rejects.toThrow()
  })

  it('numbers an inbox anew under another UIDVALIDITY', async () => {
    for (const subject of ['gone', 'one', 'two']) await dovecot.deliver('reset', mail(subject))
    const before = await uidValidity('reset')
    {
      await using session = await dovecot.session('reset')
      await session.delete('INBOX', 1)
    }
    dovecot.resetUidValidity('reset')
    await until('the session ended', async () => (await uidValidity('reset')) !== before)

    expect((await dovecot.list('reset')).map(({ uid }) => uid)).toEqual([1, 2])
  })

  it('refuses an old password after a change', async () => {
    const { user, password } = dovecot.account('big')
    await dovecot.setPassword('big', 'another-password')

    await expect(ImapSession.open(dovecot.imapPort, user, password)).rejects.toThrow('AUTHENTICATIONFAILED')
    await expect(dovecot.list('big')).resolves.toHaveLength(600)
  })

  it('shows a mail late, under the number it had from the beginning', async () => {
    await dovecot.deliver('late', mail('one'))
    await dovecot.deliver('late', mail('late'))
    const { uid, show } = await hideNewest(dovecot, 'late')
    await dovecot.deliver('late', mail('three'))
    const uids = async () => (await dovecot.list('late')).map((stored) => stored.uid)
    expect(await uids()).toEqual([1, 3])
    await show()
    expect(uid).toBe(2)
    expect(await uids()).toEqual([1, 2, 3])
  })

  async function uidValidity(account: string): Promise<bigint> {
    await using session = await dovecot.session(account)
    return await session.uidValidity('INBOX')
  }
})
