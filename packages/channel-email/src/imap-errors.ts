/** What failures of receiving mean. The codes in capitals are RFC 5530's; imapflow passes them on as `serverResponseCode`. */
import type { MailFailure, Trouble } from './errors.ts'
import { networkTrouble } from './network-errors.ts'
import { signInAdviceFor } from './providers.ts'
import type { EmailSettings } from './settings.ts'

const throttledMs = 60_000

export function imapTrouble(failure: MailFailure, settings: EmailSettings): Trouble {
  const { host, user } = settings.imap
  const said = failure.serverResponseCode?.toUpperCase()
  if (failure.code === 'ETHROTTLE' || said === 'LIMIT') {
    const message = `${host} asks us to read more slowly. Reading goes on by itself after a pause.`
    return { kind: 'rate_limited', message, scope: 'account', retryAfterMs: failure.throttleReset ?? throttledMs }
  }
  if (said === 'UNAVAILABLE' || said === 'INUSE' || said === 'SERVERBUG') {
    return transient(`${host} cannot open the mailbox at the moment. It is tried again by itself.`)
  }
  if (said === 'OVERQUOTA') return transient(`The mailbox of ${user} is full. Free some space with your mail provider.`)
  if (failure.authenticationFailed && said !== 'PRIVACYREQUIRED')
    return { kind: 'needs_reauth', message: signInRefused(host, user), scope: 'account' }
  if (failure.mailboxMissing || said === 'NONEXISTENT') {
    const folder = failure.path === undefined ? 'A folder that is to be read' : `The folder “${failure.path}”`
    return {
      kind: 'permanent',
      message: `${folder} does not exist in the mailbox. Correct the folders in the settings.`,
      scope: 'account',
    }
  }
  // imapflow gives a missing STARTTLS no code.
  const network = networkTrouble(
    [said, failure.originalCode, failure.code ?? (failure.tlsFailed ? 'ETLS' : undefined)],
    settings.imap,
  )
  if (network) return transient(network.message)
  if (failure.responseStatus === 'NO' || failure.responseStatus === 'BAD') {
    return transient(`${host} refused a command while the mailbox was read. It is tried again by itself.`)
  }
  return transient(`Reading the mailbox on ${host} failed. It is tried again by itself.`)
}

/** Shared by both directions, so that the admin reads the same advice. */
export function signInRefused(host: string, user: string): string {
  const advice =
    signInAdviceFor(host) ??
    'Many providers want an app password made in their settings, not the one used in the browser.'
  return `${host} refused the user name or password for ${user}. Enter the current one. ${advice}`
}

function transient(message: string): Trouble {
  return { kind: 'transient', message, scope: 'account' }
}
