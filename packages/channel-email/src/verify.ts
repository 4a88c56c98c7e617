/** The "Test connection" button: proves receiving and sending to the admin, step by step, with a mail to the mailbox itself. */
import type { Verification, VerificationStep } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import type { RenewingHost } from './access-token.ts'
import { connectTimeoutMs, dialAddress } from './dial.ts'
import { connectImap, type ImapLink } from './imap-client.ts'
import { networkTrouble, type NetworkCode } from './network-errors.ts'
import { probeMail } from './probe.ts'
import { awaitProbe, readFolders } from './probe-arrival.ts'
import { say } from './sentences.ts'
import type { EmailSettings, MailServer } from './settings.ts'
import type { SmtpPool } from './smtp-pool.ts'
import { inspectTls, type TlsInspection } from './tls-inspection.ts'
import { StepFailed, VerificationSteps, type Direction } from './verify-steps.ts'

export type VerifyContext = {
  settings: EmailSettings
  host: RenewingHost
  pool: SmtpPool
}

/** Both directions are tried whatever becomes of the other. Rejects only with the reason of an aborted signal. */
export async function verify(
  context: VerifyContext,
  signal: AbortSignal,
  onStep?: (step: VerificationStep) => void,
): Promise<Verification> {
  const steps = new VerificationSteps(context.settings, signal, onStep)
  const token = crypto.randomUUID()
  const [receiving, sending] = await Promise.allSettled([
    openMailbox(steps, context, signal),
    sendProbe(steps, context, token, signal),
  ])
  const failure = [receiving, sending].find((end) => end.status === 'rejected' && !(end.reason instanceof StepFailed))
  await using link = receiving.status === 'fulfilled' ? receiving.value.link : null
  if (failure?.status === 'rejected') throw failure.reason
  if (receiving.status === 'fulfilled' && sending.status === 'fulfilled' && link) {
    const { folders } = receiving.value
    await settle(steps.run('receive', 'receive', () => awaitProbe({ link, folders, token }, context.settings, signal)))
  }
  return { steps: steps.steps }
}

async function openMailbox(
  steps: VerificationSteps,
  { settings, host }: VerifyContext,
  signal: AbortSignal,
): Promise<{ link: ImapLink; folders: readonly string[] }> {
  await reach(steps, 'receive', { server: settings.imap, host }, signal)
  const link = await steps.run('sign_in', 'receive', async () => ({
    found: say('found_signed_in', { host: settings.imap.host, user: settings.imap.user }),
    value: await connectImap(settings, host, signal),
  }))
  try {
    const folders = await steps.run('read', 'receive', () => readFolders(link, settings))
    return { link, folders }
  } catch (error) {
    await link[Symbol.asyncDispose]()
    throw error
  }
}

async function sendProbe(
  steps: VerificationSteps,
  { settings, host, pool }: VerifyContext,
  token: string,
  signal: AbortSignal,
): Promise<void> {
  const { smtp, address } = settings
  await reach(steps, 'send', { server: smtp, host }, signal)
  await steps.run('sign_in', 'send', async () => {
    await pool.signIn(signal)
    const { host: name, user } = smtp
    const found = user === '' ? say('found_open', { host: name }) : say('found_signed_in', { host: name, user })
    return { found, value: null }
  })
  await steps.run('send', 'send', async () => {
    await pool.deliver(() => probeMail(settings, token), signal)
    return { found: say('found_sent', { host: smtp.host, address }), value: null }
  })
}

/** The name, the port, the encryption: what both protocols need before a word is spoken. */
async function reach(
  steps: VerificationSteps,
  direction: Direction,
  { server, host }: { server: MailServer; host: VerifyContext['host'] },
  signal: AbortSignal,
): Promise<void> {
  const { address, family } = await steps.run('dns', direction, async () => {
    const found = await host.resolveHost(server.host)
    return { found: say('found_address', { host: server.host, address: found.address }), value: found }
  })
  const socket = await steps.run('connect', direction, async () => ({
    value: await dialAddress({ address, family, port: server.port }, signal, connectTimeoutMs),
    found: say('found_port', { host: server.host, port: server.port }),
  }))
  await steps.run('tls', direction, async () => {
    if (server.security === 'none') {
      socket.destroy()
      return { found: say('found_plain', { host: server.host }), value: null }
    }
    const inspection = await inspectTls(socket, server, direction === 'receive' ? 'imap' : 'smtp', signal)
    if (inspection.distrust !== null) throw untrusted(inspection, server)
    return { found: say('found_encrypted', { host: server.host, protocol: inspection.protocol }), value: null }
  })
}

type SeenCode = 'seen_unknown_authority' | 'seen_expired' | 'seen_not_yet_valid' | 'seen_other_name'

const seenTroubles: Partial<Record<NetworkCode, SeenCode>> = {
  unknown_authority: 'seen_unknown_authority',
  certificate_expired: 'seen_expired',
  certificate_not_yet_valid: 'seen_not_yet_valid',
  certificate_other_name: 'seen_other_name',
}

/** Names the certificate, so that the admin can tell a wrong name from an own authority from an attacker. */
function untrusted({ distrust, names, issuer, expires }: TlsInspection, server: MailServer): ChannelError {
  const trouble = networkTrouble([distrust ?? undefined], server)
  const seen = { host: server.host, names: names.join(', ') || '–', issuer: issuer || '–', expires }
  const sentence = say((trouble && seenTroubles[trouble.code]) ?? 'seen_untrusted', seen)
  return new ChannelError('transient', sentence, { technical: distrust, scope: 'account' })
}

/** A failed step is recorded already. */
async function settle(step: Promise<unknown>): Promise<void> {
  try {
    await step
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
  }
}
