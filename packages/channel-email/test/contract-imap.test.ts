/** What the contract asks of every channel, where IMAP servers make it hard: numbers that lie, come late or change. */
import { ChannelError } from '@cordboard/core/channel/error'
import { leaksOf } from '@cordboard/channel-testkit/contract/secrets'
import { startFaultProxy } from '@cordboard/channel-testkit/peers/fault-proxy'
import { until } from '@cordboard/channel-testkit/peers/until'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emailPace } from '../src/connection.ts'
import { emailWithPace } from '../src/index.ts'
import type { EmailSettings } from '../src/settings.ts'
import { FakeImap } from './fake-imap.ts'

const definition = emailWithPace({ ...emailPace, receive: { ...emailPace.receive, safetyPollMs: 100 } })
const mail = (subject: string) => `From: anna@outside.test\r\nSubject: ${subject}\r\n\r\nHello\r\n`

describe('email, where IMAP makes it hard', () => {
  let imap: FakeImap
  let host: RecordingHost<EmailSettings>
  let stopper: AbortController
  let running: Promise<unknown>

  beforeEach(async () => {
    imap = await FakeImap.start()
    host = new RecordingHost()
    stopper = new AbortController()
    running = Promise.resolve()
  })

  afterEach(async () => {
    stopper.abort()
    await running
    await imap[Symbol.asyncDispose]()
  })

  it('takes a mail whose number becomes visible only after higher ones were read', async () => {
    imap.put(mail('first'))
    const late = imap.put(mail('late'), { visible: false })
    imap.put(mail('third'))
    receive()
    await stored('first', 'third')
    imap.show(late)
    await stored('first', 'third', 'late')
  })

  it('takes such a mail when it connects again, too', async () => {
    const late = imap.put(mail('late'), { visible: false })
    imap.put(mail('second'))
    receive()
    await stored('second')
    stopper.abort()
    await running
    imap.show(late)
    receive()
    await stored('second', 'late')
  })

  it('stores no mail twice and loses none when the server gives no UIDVALIDITY', async () => {
    imap.uidValidity = 0
    imap.put(mail('first'))
    receive()
    await stored('first')
    stopper.abort()
    await running
    imap.put(mail('second'))
    receive()
    await stored('first', 'second')
    expect(JSON.stringify(await host.loadCursor())).not.toContain('"0"')
  })

  it('finds new mail after the folder was numbered anew', async () => {
    for (const subject of ['first', 'second', 'third']) imap.put(mail(subject))
    receive()
    await stored('first', 'second', 'third')
    imap.remove(1)
    imap.renumber()
    expect(await running).toBeInstanceOf(ChannelError)
    imap.put(mail('fourth'))
    receive()
    await until('the fourth is stored', () => subjects().includes('fourth'))
  })

  it('goes on when a mail is deleted before it was read', async () => {
    const gone = imap.put(mail('gone'))
    imap.put(mail('stays'))
    imap.remove(gone)
    receive()
    await stored('stays')
  })

  it('says rate_limited and for how long when the server asks to read more slowly', async () => {
    imap.answerNext('EXAMINE', 'NO [LIMIT] Rate limit hit')
    receive()

    expect(await running).toMatchObject({ kind: 'rate_limited', retryAfterMs: expect.any(Number) as number })
  })

  it('does not repeat a password that the server repeats', async () => {
    imap.answerNext('LOGIN', `NO [AUTHENTICATIONFAILED] The password ${imap.password} is wrong`)
    receive()
    const error = await running

    expect(error).toMatchObject({ kind: 'needs_reauth' })
    const { message, technical } = error as ChannelError
    expect(leaksOf([imap.password], message, technical, host.logged, host.states)).toEqual([])
  })

  it('notices that the line went dead without a word', async () => {
    await using proxy = await startFaultProxy({ targetPort: imap.port })
    const impatient = emailWithPace({ ...emailPace, receive: { ...emailPace.receive, socketTimeoutMs: 300 } })
    imap.put(mail('first'))
    receive(impatient, proxy.port)
    await stored('first')
    await proxy.set({ blackhole: true })

    expect(await running).toMatchObject({ kind: 'transient' })
  })

  it('says transient when the server says goodbye in the middle', async () => {
    imap.put(mail('first'))
    imap.answerNext('UID FETCH', 'BAD Confused')
    receive()

    expect(await running).toMatchObject({ kind: 'transient' })
  })

  function receive(channel = definition, port = imap.port): void {
    stopper = new AbortController()
    const { signal } = stopper
    running = (async () => {
      await using connection = await channel.connect(settings(port), host)
      await connection.receive?.(signal)
    })().catch((error: unknown) => error)
  }

  function settings(port: number): EmailSettings {
    const { user, password, ca } = imap
    const server = { host: '127.0.0.1', port, security: 'tls' as const, user, password, ca }
    return definition.settings.parse({ address: 'support@desk.test', imap: server, smtp: server })
  }

  function subjects(): string[] {
    return [...host.rows.values()].map(({ bytes }) => /Subject: (.*)\r/.exec(Buffer.from(bytes).toString())?.[1] ?? '')
  }

  async function stored(...wanted: readonly string[]): Promise<void> {
    await until(`the ledger holds ${wanted.join(', ')}`, () => subjects().length >= wanted.length)
    expect(subjects().toSorted()).toEqual(wanted.toSorted())
  }
})
