import { hasPeer } from '@cordboard/channel-testkit/peers'
import { startDovecot, type Dovecot } from '@cordboard/channel-testkit/peers/dovecot'
import { startSmtpSink, type SmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import type { VerificationStep } from '@cordboard/core/channel/channel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openConnection } from '../src/connection.ts'
import type { EmailSettings, MailServer } from '../src/settings.ts'
import { quickPace, reply, settingsFor } from './support-account.ts'

let dovecot: Dovecot
let sink: SmtpSink

function account({
  imap = {},
  smtp = {},
}: { imap?: Partial<MailServer>; smtp?: Partial<MailServer> } = {}): EmailSettings {
  const credentials = dovecot.account('support')
  return settingsFor({
    imap: { port: dovecot.imapPort, ca: dovecot.ca, ...credentials, ...imap },
    smtp: { port: sink.port, ca: sink.ca, ...credentials, ...smtp },
  })
}

async function verify(settings: EmailSettings): Promise<VerificationStep[]> {
  await using connection = openConnection(settings, new RecordingHost(), quickPace)
  return (await connection.verify(AbortSignal.timeout(50_000))).steps
}

/** `ok` and `failed` steps by direction, as one line each. */
function summary(steps: readonly VerificationStep[], direction: string): string {
  const own = steps.filter((step) => step.direction === direction)
  return own.map(({ step, ok }) => (ok ? step : `${step} failed`)).join(', ')
}

describe.skipIf(!hasPeer('dovecot'))('testing a mailbox', () => {
  beforeAll(async () => {
    dovecot = await startDovecot()
    const { user, password } = dovecot.account('support')
    sink = await startSmtpSink({ accounts: { [user]: password }, forward: { 'desk.test': dovecot } })
  })
  afterAll(async () => {
    await sink[Symbol.asyncDispose]()
    await dovecot[Symbol.asyncDispose]()
  })

  it.each(['starttls', 'tls'] as const)('proves both directions over %s with a mail to itself', async (security) => {
    const secure = security === 'tls'
    const steps = await verify(
      account({
        imap: { security, port: secure ? dovecot.imapsPort : dovecot.imapPort },
        smtp: { security, port: secure ? sink.securePort : sink.port },
      }),
    )
    expect(summary(steps, 'receive')).toBe('dns, connect, tls, sign_in, read, receive')
    expect(summary(steps, 'send')).toBe('dns, connect, tls, sign_in, send')
  })

  it('marks its mail as one nobody wrote, and leaves it where it is', async () => {
    const before = (await dovecot.list('support')).length
    await verify(account())
    expect(await dovecot.list('support')).toHaveLength(before + 1)
    const probe = sink.received.at(-1)?.raw.toString() ?? ''
    expect(probe).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    expect(probe).toMatch(/^X-Cordboard-Probe: [\w-]+\r$/m)
  })

  it('names the certificate it does not trust', async () => {
    const steps = await verify(account({ imap: { ca: undefined }, smtp: { ca: undefined } }))
    for (const direction of ['receive', 'send']) expect(summary(steps, direction)).toBe('dns, connect, tls failed')
    expect(steps.find(({ ok }) => !ok)?.detail).toMatch(
      /does not trust.* made out to localhost, 127\.0\.0\.1, signed by localhost/,
    )
  })

  it.each([
    ['the password is wrong', { password: 'wrong' }, 'dns, connect, tls, sign_in failed'],
    ['nothing listens', { port: 1 }, 'dns, connect failed'],
    ['the name does not exist', { host: 'mail.invalid' }, 'dns failed'],
    ['TLS is expected of a port without', { security: 'tls' }, 'dns, connect, tls failed'],
  ] as const)('goes on with the other direction when %s', async (_, wrong, steps) => {
    const receiving = await verify(account({ imap: wrong }))
    expect(summary(receiving, 'receive')).toBe(steps)
    expect(summary(receiving, 'send')).toBe('dns, connect, tls, sign_in, send')
    const sending = await verify(account({ smtp: wrong }))
    expect(summary(sending, 'send')).toBe(steps)
    expect(summary(sending, 'receive')).toBe('dns, connect, tls, sign_in, read')
  })

  it('names the folders there are when one of those set does not exist', async () => {
    const steps = await verify({ ...account(), folders: ['INBOX', 'Suport'] })
    expect(steps.find(({ ok }) => !ok)?.detail).toMatch(/“Suport” does not exist in the mailbox\. It has “INBOX”, /)
  })

  it('ends at once when it is aborted', async () => {
    const stopper = new AbortController()
    await using connection = openConnection(account(), new RecordingHost(), quickPace)
    const verifying = connection.verify(stopper.signal, () => stopper.abort(new Error('stopped')))
    await expect(verifying).rejects.toThrow('stopped')
  })

  it('finds a reply of unknown fate in the Sent folder, and only that one', async () => {
    await using connection = openConnection(account(), new RecordingHost(), quickPace)
    const sent = reply()
    await dovecot.append('support', 'Sent', `Message-ID: ${sent.envelope.externalId}\r\nSubject: x\r\n\r\nx\r\n`, [
      '\\Seen',
    ])
    const signal = new AbortController().signal
    expect(await connection.findSent?.(sent, signal)).toBe(sent.envelope.externalId)
    expect(await connection.findSent?.(reply(), signal)).toBe(null)
  })
})
