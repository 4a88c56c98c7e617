/**
 * What failures of sending mean.
 *
 * Only an answer about this very mail makes a reply fail for good. Trouble with the server, its certificate or its port holds
 * the account instead: the mail is innocent, and goes out once the trouble is over.
 */
import type { HandedOver, MailFailure, Trouble } from './errors.ts'
import { signInRefused } from './imap-errors.ts'
import { networkTrouble } from './network-errors.ts'
import type { EmailSettings, MailServer } from './settings.ts'

const tooManySendersMs = 60_000
const dailyLimitMs = 60 * 60_000
/** Enhanced codes by which Gmail (4.7.28, 5.4.5) and Microsoft 365 (4.3.2 with 432, 5.1.90) limit an account. */
const limits: Record<string, number> = { '4.7.28': 5 * tooManySendersMs, '5.4.5': dailyLimitMs, '5.1.90': dailyLimitMs }
/** RFC 4954 §6. */
const encryptionNeeded = 538
/** Codes by which the library itself refuses a message before any connection. */
const badInput = new Set(['ECONFIG', 'EFILEACCESS', 'EURLACCESS', 'EMAXRECIPIENTS'])

export function smtpTrouble(failure: MailFailure, settings: EmailSettings, handedOver: HandedOver): Trouble {
  if (failure.code === 'EAUTH' || failure.code === 'ENOAUTH' || failure.code === 'EOAUTH2')
    return signInTrouble(failure, settings)
  if (failure.responseCode !== undefined) return answeredTrouble(failure, failure.responseCode, settings)
  if (failure.code === 'EMESSAGE') return { kind: 'permanent', message: tooLarge(settings) }
  if (failure.code === 'EENVELOPE')
    return { kind: 'permanent', message: 'The mail has no address it could be sent to. Check the recipient’s address.' }
  if (failure.code !== undefined && badInput.has(failure.code)) {
    return { kind: 'permanent', message: 'The mail could not be put together as it is. Change it and send it again.' }
  }
  if (handedOver === 'all') {
    const message = `The connection to ${settings.smtp.host} broke after the whole mail was handed over and before the server answered, so nobody can know whether it was taken.`
    return { kind: 'unconfirmed', message }
  }
  return unansweredTrouble(failure, settings, handedOver)
}

/** No SMTP answer, and the mail certainly was not taken. */
function unansweredTrouble(failure: MailFailure, { smtp }: EmailSettings, handedOver: HandedOver): Trouble {
  if (failure.code === 'EABORT' || failure.name === 'AbortError') {
    return {
      kind: 'transient',
      message: 'Sending was stopped before the mail was handed over. It is sent again by itself.',
    }
  }
  if (failure.code === 'EPROTOCOL') {
    return hold(
      `What answers on port ${smtp.port} of ${smtp.host} is not a mail server. Check the server name and the port.`,
    )
  }
  const network = networkTrouble([failure.timeoutType, failure.originalCode, failure.code], smtp)
  // A server that took part of a mail works; if something on the way always cuts this one, the others must not wait for it.
  if (network?.stage === 'lost' && handedOver === 'some') return { kind: 'transient', message: network.message }
  if (network) return hold(network.message)
  if (failure.code === 'ESTREAM')
    return {
      kind: 'transient',
      message: 'A file attached to the reply could not be read. It is tried again by itself.',
    }
  return hold(`Sending through ${smtp.host} failed. It is tried again by itself.`)
}

function signInTrouble(failure: MailFailure, { smtp }: EmailSettings): Trouble {
  if (failure.responseCode === encryptionNeeded) return hold(encryptFirst(smtp))
  if (failure.permanent === false)
    return hold(`${smtp.host} takes no sign-ins at the moment. It is tried again by itself.`)
  if (failure.command === 'API') {
    return needsReauth(`${smtp.host} wants a user name and password for sending. Enter them in the settings.`)
  }
  return needsReauth(signInRefused(smtp.host, smtp.user))
}

/** The server answered with a code; what it was asked decides whom the answer is about. */
function answeredTrouble(failure: MailFailure, code: number, settings: EmailSettings): Trouble {
  const { host } = settings.smtp
  const enhanced = enhancedCode(failure.response)
  const limitMs = code === 432 ? tooManySendersMs : limits[enhanced]
  if (limitMs !== undefined) {
    const message = `${host} says this mailbox has sent too much for now. Replies wait and go out by themselves.`
    return { kind: 'rate_limited', message, scope: 'account', retryAfterMs: limitMs }
  }
  if (code === 530)
    return needsReauth(`${host} takes mail only after signing in. Enter the user name and password for sending.`)
  if (code === encryptionNeeded) return hold(encryptFirst(settings.smtp))
  if (failure.code === 'ETLS') return hold(networkTrouble(['ETLS'], settings.smtp)?.message ?? failure.message)
  if (failure.code === 'EPROTOCOL' || failure.code === 'ECONNECTION') {
    return hold(
      `${host} accepts no mail from this machine at the moment (answer ${code}). It is tried again by itself; if it goes on, ask your mail provider.`,
    )
  }
  if (failure.permanent !== true) {
    const message = `${host} asked us to try again later (answer ${code}). It is tried again by itself.`
    return { kind: 'transient', message, scope: code === 421 ? 'account' : 'message' }
  }
  return { kind: 'permanent', message: refusal(failure, code, enhanced, settings) }
}

function refusal(failure: MailFailure, code: number, enhanced: string, settings: EmailSettings): string {
  const { host } = settings.smtp
  if (enhanced === '5.3.4' || (code === 552 && failure.command !== 'RCPT TO')) return tooLarge(settings)
  if (failure.command === 'MAIL FROM') {
    return `${host} does not let this account send as ${settings.address}. Use the mailbox’s own address, or allow the sender with your mail provider.`
  }
  if (failure.command === 'RCPT TO') return refusedRecipient(failure.rejected ?? [], code, enhanced)
  if (enhanced.startsWith('5.7.'))
    return `${host} refused the mail by its rules against spam or by policy. Change the text or the files, or ask your mail provider.`
  return `${host} refused the mail (answer ${code}). The technical detail holds its reason.`
}

/** One sentence on why a server does not take mail for an address. `enhanced` is an RFC 3463 code or empty. */
export function refusedRecipient(recipients: readonly string[], code: number | undefined, enhanced: string): string {
  const who = recipients.length === 0 ? 'the recipient' : recipients.join(', ')
  if (enhanced === '5.2.2' || code === 552)
    return `The mailbox of ${who} is full. Reach the customer another way, or send again later.`
  if (enhanced.startsWith('5.7.'))
    return `The mail server may not deliver to ${who}. The technical detail holds its reason.`
  return `The mail server takes no mail for ${who}. Check the address with the customer.`
}

/** The RFC 3463 code of an SMTP answer such as `550 5.1.1 No such user`, or an empty string. */
export function enhancedCode(response: unknown): string {
  return typeof response === 'string' ? (/^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '') : ''
}

function encryptFirst(smtp: MailServer): string {
  return networkTrouble(['PRIVACYREQUIRED'], smtp)?.message ?? `${smtp.host} wants encryption.`
}

function tooLarge({ smtp }: EmailSettings): string {
  return `The mail is larger than ${smtp.host} takes. Send fewer or smaller files.`
}

function hold(message: string): Trouble {
  return { kind: 'transient', message, scope: 'account' }
}

function needsReauth(message: string): Trouble {
  return { kind: 'needs_reauth', message, scope: 'account' }
}
