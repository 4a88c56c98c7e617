/** The "Test connection" button: proves receiving and sending to the admin, step by step, with a mail to the mailbox itself. */
import type { ChannelHost, Verification, VerificationStep } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { connectTimeoutMs, dialAddress } from './dial.ts'
import { connectImap, type ImapLink } from './imap-client.ts'
import { networkTrouble } from './network-errors.ts'
import { probeMail } from './probe.ts'
import { awaitProbe, readFolders } from './probe-arrival.ts'
import type { EmailSettings, MailServer } from './settings.ts'
import type { SmtpPool } from './smtp-pool.ts'
import { inspectTls, type TlsInspection } from './tls-inspection.ts'
import { StepFailed, VerificationSteps, type Direction } from './verify-steps.ts'

export type VerifyContext = {
  settings: EmailSettings
  host: Pick<ChannelHost<EmailSettings>, 'resolveHost'>
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
    detail: `Signed in to ${settings.imap.host} as ${settings.imap.user}.`,
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
    return {
      detail:
        smtp.user === '' ? `${smtp.host} takes mail without signing in.` : `Signed in to ${smtp.host} as ${smtp.user}.`,
      value: null,
    }
  })
  await steps.run('send', 'send', async () => {
    await pool.deliver(probeMail(settings, token), signal)
    return { detail: `${smtp.host} took a test mail from ${address} to itself.`, value: null }
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
    return { detail: `${server.host} is at ${found.address}.`, value: found }
  })
  const socket = await steps.run('connect', direction, async () => ({
    value: await dialAddress({ address, family, port: server.port }, signal, connectTimeoutMs),
    detail: `${server.host} answers on port ${server.port}.`,
  }))
  await steps.run('tls', direction, async () => {
    if (server.security === 'none') {
      socket.destroy()
      return {
        detail: `The connection to ${server.host} is not encrypted, as set. Anyone on the way can read the password.`,
        value: null,
      }
    }
    const inspection = await inspectTls(socket, server, direction === 'receive' ? 'imap' : 'smtp', signal)
    if (inspection.distrust !== null) throw untrusted(inspection, server)
    return {
      detail: `The connection to ${server.host} is encrypted (${inspection.protocol}) and its certificate is trusted.`,
      value: null,
    }
  })
}

/** Names the certificate, so that the admin can tell a wrong name from an own authority from an attacker. */
function untrusted({ distrust, names, issuer, expires }: TlsInspection, server: MailServer): ChannelError {
  const advice =
    networkTrouble([distrust ?? undefined], server)?.message ?? `The certificate of ${server.host} is not trusted.`
  const certificate = `It is made out to ${names.join(', ') || 'nobody'}, signed by ${issuer || 'an unnamed authority'}, and valid until ${expires}.`
  return new ChannelError('transient', `${advice} ${certificate}`, { technical: distrust, scope: 'account' })
}

/** A failed step is recorded already. */
async function settle(step: Promise<unknown>): Promise<void> {
  try {
    await step
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
  }
}
