import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import { ChannelError } from '@cordboard/core/channel/error'
import { describe, expect, it } from 'vitest'
import { connectImap } from '../src/imap-client.ts'
import { imapTrouble } from '../src/imap-errors.ts'
import type { MailServer } from '../src/settings.ts'
import { rawServer, speaking } from './raw-server.ts'
import { quickPace, settingsFor } from './support-account.ts'

async function failure(imap: Partial<MailServer>): Promise<ChannelError> {
  const connected = connectImap(
    settingsFor({ imap }),
    new RecordingHost(),
    new AbortController().signal,
    quickPace.receive,
  )
  const outcome: unknown = await connected.catch((error: unknown) => error)
  if (!(outcome instanceof ChannelError)) throw new Error('Nothing failed.', { cause: outcome })
  expect(outcome.message).toMatch(/^\S.* .*\.$/s)
  expect(`${outcome.message} ${outcome.technical}`).not.toContain('imap-p4ss')
  return outcome
}

const greeting = '* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready'

/** Answers a sign-in with this. */
function signIn(answer: string) {
  return (socket: Parameters<ReturnType<typeof speaking>>[0]) => {
    socket.write(`${greeting}\r\n`)
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        const [tag, command = ''] = line.split(' ')
        if (/CAPABILITY/i.test(command)) socket.write(`* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n${tag} OK done\r\n`)
        else if (/LOGIN|AUTHENTICATE/i.test(command)) socket.write(`${tag} ${answer}\r\n`)
        else socket.write(`${tag} OK done\r\n`)
      }
    })
  }
}

describe('a mailbox that cannot be opened', () => {
  it.each([
    ['NO [AUTHENTICATIONFAILED] Authentication failed', 'needs_reauth', 'refused the user name or password'],
    ['NO LOGIN failed', 'needs_reauth', 'refused the user name or password'],
    ['NO [UNAVAILABLE] Try later', 'transient', 'cannot open the mailbox at the moment'],
    ['NO [INUSE] Locked', 'transient', 'cannot open the mailbox at the moment'],
    ['NO [LIMIT] Rate limit hit', 'rate_limited', 'read more slowly'],
    ['NO [THROTTLED] Slow down', 'rate_limited', 'read more slowly'],
    ['NO [LIMIT] Too many connections', 'rate_limited', 'allows no more connections'],
    ['NO [ALERT] Too many simultaneous connections. (Failure)', 'rate_limited', 'allows no more connections'],
    ['NO [ALERT] Maximum number of connections from user+IP exceeded', 'rate_limited', 'allows no more connections'],
    ['NO [PRIVACYREQUIRED] Use TLS', 'transient', 'only over an encrypted connection'],
    ['NO [AUTHENTICATIONFAILED] Not imap-p4ss', 'needs_reauth', 'refused'],
  ])('after “%s” is %s', async (answer, kind, words) => {
    await using server = await rawServer(signIn(answer))
    const error = await failure({ port: server.port, security: 'none' })
    expect(error).toMatchObject({ kind, scope: 'account' })
    expect(error.message).toContain(words)
  })

  it('because the server says goodbye at once, with its reason', async () => {
    const bye = (words: string) => rawServer((socket) => socket.end(`* BYE ${words}\r\n`))
    await using busy = await bye('Too many simultaneous connections.')
    expect(await failure({ port: busy.port, security: 'none' })).toMatchObject({ kind: 'rate_limited' })
    await using closing = await bye('[UNAVAILABLE] Down for maintenance')
    const error = await failure({ port: closing.port, security: 'none' })
    expect(error).toMatchObject({ kind: 'transient', scope: 'account' })
    expect(error.message).toContain('Down for maintenance')
  })

  it('because nothing listens', async () => {
    expect(await failure({ port: 1 })).toMatchObject({ kind: 'transient', scope: 'account' })
  })

  it('because its name does not exist', async () => {
    expect((await failure({ host: 'imap.invalid' })).message).toContain('“imap.invalid” does not exist')
  })

  it('because the port waits for TLS', async () => {
    await using server = await rawServer(() => {})
    expect((await failure({ port: server.port })).message).toContain('choose “TLS”')
  })

  it('because the port speaks no TLS', async () => {
    await using server = await rawServer(speaking(greeting, []))
    expect((await failure({ port: server.port, security: 'tls' })).message).toContain(
      'does not speak TLS from the first byte',
    )
  })

  it('because STARTTLS is not offered', async () => {
    await using server = await rawServer(signIn('OK done'))
    expect((await failure({ port: server.port })).message).toContain('does not offer STARTTLS')
  })

  it('because it closes at once', async () => {
    await using server = await rawServer((socket) => socket.end())
    expect(await failure({ port: server.port, security: 'none' })).toMatchObject({
      kind: 'transient',
      scope: 'account',
    })
  })

  it('and names what the provider wants instead of a password', async () => {
    const refused = Object.assign(new Error('Command failed'), { authenticationFailed: true })
    expect(imapTrouble(refused, settingsFor({ imap: { host: 'imap.qq.com' } })).sentence.text).toContain('授权码')
  })
})
