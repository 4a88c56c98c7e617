import { selfSignedCertificate } from '@cordboard/certificate/self-signed'
import { startSmtpSink, type SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { ChannelError } from '@cordboard/core/channel/error'
import { once } from 'node:events'
import { createServer } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openConnection } from '../src/connection.ts'
import type { MailServer } from '../src/settings.ts'
import { rawServer, speaking } from './raw-server.ts'
import { file, quickPace, reply, sendPassword, settingsFor } from './support-account.ts'

let sink: SmtpSink

beforeEach(async () => {
  sink = await startSmtpSink({ accounts: { support: sendPassword } })
})
afterEach(() => sink[Symbol.asyncDispose]())

async function failure(smtp: Partial<MailServer> = {}): Promise<ChannelError> {
  const settings = settingsFor({ smtp: { port: sink.port, ca: sink.ca, ...smtp } })
  await using connection = openConnection(settings, new RecordingHost(), quickPace)
  const outcome: unknown = await connection.send(reply(), new AbortController().signal).catch((error: unknown) => error)
  if (!(outcome instanceof ChannelError)) throw new Error('Nothing failed.', { cause: outcome })
  expect(outcome.message).toMatch(/^\S.* .*\.$/s)
  expect(`${outcome.message} ${outcome.technical}`).not.toContain(sendPassword)
  return outcome
}

describe('an answer about the mail', () => {
  it.each([
    ['mail', 451, '4.3.0 Later', 'transient', 'message'],
    ['mail', 553, '5.7.1 Sender not owned', 'permanent', 'message'],
    ['mail', 530, '5.7.0 Authentication required', 'needs_reauth', 'account'],
    ['rcpt', 450, '4.2.0 Greylisted', 'transient', 'message'],
    ['rcpt', 550, '5.1.1 No such user', 'permanent', 'message'],
    ['rcpt', 552, '5.2.2 Mailbox full', 'permanent', 'message'],
    ['rcpt', 554, '5.7.1 Relay denied', 'permanent', 'message'],
    ['data', 451, '4.3.0 Later', 'transient', 'message'],
    ['data', 421, '4.3.2 Closing', 'transient', 'account'],
    ['data', 552, '5.3.4 Too large', 'permanent', 'message'],
    ['data', 554, '5.7.1 Spam', 'permanent', 'message'],
    ['mail', 432, '4.3.2 Concurrent connections limit exceeded', 'rate_limited', 'account'],
    ['data', 550, '5.4.5 Daily sending limit exceeded', 'rate_limited', 'account'],
  ] as const)('at %s with %i %s is %s', async (at, code, text, kind, scope) => {
    sink.script({ do: 'refuse', at, code, text })
    const error = await failure()
    expect(error).toMatchObject({ kind, scope })
    expect(error.technical).toContain(`${code} ${text}`)
    expect(sink.received).toEqual([])
  })

  it('says which recipient is refused and why', async () => {
    sink.script({ do: 'refuse', at: 'rcpt', code: 552, text: '5.2.2 Over quota' })
    expect((await failure()).message).toBe(
      'The mailbox of jane@customer.test is full. Reach the customer another way, or send again later.',
    )
  })
})

describe('a mail that is cut on its way', () => {
  it('holds up only its own conversation, because the server takes others', async () => {
    let data = 0
    await using server = await rawServer((socket) => {
      speaking('220 hi', [
        [/^EHLO/, '250 hi'],
        [/^DATA/, '354 go'],
        [/^(MAIL|RCPT|QUIT)/, '250 ok'],
      ])(socket)
      socket.on('data', (chunk) => (data += chunk.length) > 100_000 && socket.destroy())
    })
    const settings = settingsFor({ smtp: { port: server.port, security: 'none', user: '', password: '' } })
    await using connection = openConnection(settings, new RecordingHost(), quickPace)
    const large = reply({}, { attachments: [file('large.bin', 'application/octet-stream', new Uint8Array(4_000_000))] })
    await expect(connection.send(large, new AbortController().signal)).rejects.toMatchObject({
      kind: 'transient',
      scope: 'message',
    })
  })
})

describe('trouble with the server holds the account and fails no reply', () => {
  it.each([
    [
      'refuses the password',
      { do: 'auth', code: 535, text: '5.7.8 Bad' } as const,
      'needs_reauth',
      'refused the user name or password',
    ],
    [
      'cannot check passwords',
      { do: 'auth', code: 454, text: '4.7.0 Later' } as const,
      'transient',
      'takes no sign-ins at the moment',
    ],
    ['greets with 421', { do: 'greet', code: 421, text: 'Busy' } as const, 'transient', 'answer 421'],
    ['greets with 554', { do: 'greet', code: 554, text: 'Go away' } as const, 'transient', 'answer 554'],
  ])('when it %s', async (_, behaviour, kind, words) => {
    sink.script(behaviour)
    const error = await failure()
    expect(error).toMatchObject({ kind, scope: 'account' })
    expect(error.message).toContain(words)
  })

  it('when nothing listens', async () => {
    expect(await failure({ port: 1 })).toMatchObject({
      kind: 'transient',
      scope: 'account',
      technical: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('when its name does not exist', async () => {
    const error = await failure({ host: 'smtp.invalid' })
    expect(error).toMatchObject({ kind: 'transient', scope: 'account' })
    expect(error.message).toContain('“smtp.invalid”')
  })

  it.each(['starttls', 'tls'] as const)('when its certificate is not trusted, by %s', async (security) => {
    const error = await failure({ security, port: security === 'tls' ? sink.securePort : sink.port, ca: undefined })
    expect(error).toMatchObject({
      kind: 'transient',
      scope: 'account',
      technical: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
    })
    expect(error.message).toContain('does not trust')
  })

  it('when its certificate is another server’s', async () => {
    const other = selfSignedCertificate(['other.test'])
    const server = createServer({ key: other.key, cert: other.cert }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const error = await failure({ security: 'tls', port, ca: other.cert })
    server.close()
    expect(error.message).toContain('belongs to another server than localhost')
  })

  it('when it does not speak TLS from the first byte', async () => {
    expect((await failure({ security: 'tls' })).message).toContain('does not speak TLS from the first byte')
  })

  it('when it waits for TLS and STARTTLS is set', async () => {
    expect((await failure({ port: sink.securePort })).message).toContain('choose “TLS”')
  })

  it('when it offers no STARTTLS: the password is not sent in the clear', async () => {
    const said: string[] = []
    await using plain = await rawServer((socket) => {
      socket.on('data', (chunk) => said.push(chunk.toString()))
      speaking('220 hi', [
        [/^EHLO/, '250-hi\r\n250 AUTH PLAIN'],
        [/./, '502 no'],
      ])(socket)
    })
    const error = await failure({ port: plain.port })
    expect(error).toMatchObject({ kind: 'transient', scope: 'account' })
    expect(error.message).toContain('does not offer STARTTLS')
    expect(said.join('')).not.toContain('AUTH')
  })

  it('when it closes at once', async () => {
    await using server = await rawServer((socket) => socket.end())
    expect(await failure({ port: server.port })).toMatchObject({ kind: 'transient', scope: 'account' })
  })

  it('when it never greets', async () => {
    await using server = await rawServer(() => {})
    expect((await failure({ port: server.port })).message).toContain('did not greet')
  })

  it('when it is no mail server', async () => {
    await using server = await rawServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect((await failure({ port: server.port })).message).toContain('is not a mail server')
  })

  it('when it repeats the password in its answer, which nobody then sees', async () => {
    await using server = await rawServer(
      speaking('220 hi', [
        [/^EHLO/, '250-hi\r\n250 AUTH PLAIN'],
        [/^AUTH/, `535 no: ${sendPassword}`],
        [/./, '250 ok'],
      ]),
    )
    const error = await failure({ port: server.port, security: 'none' })
    expect(error.technical).toContain('•••')
  })
})

describe('delivery reports', () => {
  it('are asked for where the server can send them', async () => {
    const said: string[] = []
    await using server = await rawServer((socket) => {
      socket.on('data', (chunk) => said.push(chunk.toString()))
      speaking('220 hi', [
        [/^EHLO/, '250-hi\r\n250-DSN\r\n250 SIZE 1000000'],
        [/^DATA/, '354 go'],
        [/^\.$/, '250 ok'],
        [/^(MAIL|RCPT|QUIT)/, '250 ok'],
      ])(socket)
    })
    const settings = settingsFor({ smtp: { port: server.port, security: 'none', user: '', password: '' } })
    await using connection = openConnection(settings, new RecordingHost(), quickPace)
    await connection.send(reply({ externalId: '<tok@desk.test>', reportId: 'report-1' }), new AbortController().signal)
    const sent = said.join('')
    expect(sent).toMatch(/MAIL FROM:<support@desk.test> SIZE=\d+ RET=HDRS ENVID=report-1\r\n/)
    expect(said.join('')).toContain(
      'RCPT TO:<jane@customer.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;jane@customer.test\r\n',
    )
  })

  it('and a Message-ID the server put in place of ours is told', async () => {
    await using server = await rawServer(
      speaking('220 hi', [
        [/^EHLO/, '250 hi'],
        [/^DATA/, '354 go'],
        [/^\.$/, '250 2.0.0 OK <AM0PR01MB1.eurprd01.prod.outlook.com> [Hostname=AM0PR01MB1.eurprd01.prod.outlook.com]'],
        [/^(MAIL|RCPT|QUIT)/, '250 ok'],
      ]),
    )
    const settings = settingsFor({ smtp: { port: server.port, security: 'none', user: '', password: '' } })
    await using connection = openConnection(settings, new RecordingHost(), quickPace)
    const receipt = await connection.send(reply({ externalId: '<tok@desk.test>' }), new AbortController().signal)
    expect(receipt.externalIds).toEqual(['<tok@desk.test>', '<AM0PR01MB1.eurprd01.prod.outlook.com>'])
  })
})
