/**
 * What failures of sending mean.
 *
 * Only an answer about this very mail makes a reply fail for good. Trouble with the server, its certificate or its port holds
 * the account instead: the mail is innocent, and goes out once the trouble is over.
 */
import type { Sentence } from '@cordboard/core/sentence'
import type { HandedOver, MailFailure, Trouble } from './errors.ts'
import { signInRefused } from './imap-errors.ts'
import { networkTrouble } from './network-errors.ts'
import { say } from './sentences.ts'
import type { EmailSettings } from './settings.ts'

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
  // Only 4xx and 5xx say that a mail given whole was not taken.
  if (handedOver === 'all' && !isRefusal(failure)) return answerLost(settings)
  if (failure.responseCode !== undefined) return answeredTrouble(failure, failure.responseCode, settings)
  if (failure.code === 'EMESSAGE') return permanent(tooLarge(settings))
  if (failure.code === 'EENVELOPE') return permanent(say('no_usable_address'))
  if (failure.code !== undefined && badInput.has(failure.code)) return permanent(say('not_composable'))
  return unansweredTrouble(failure, settings, handedOver)
}

function isRefusal({ responseCode = 0 }: MailFailure): boolean {
  return responseCode >= 400 && responseCode < 600
}

function answerLost({ smtp }: EmailSettings): Trouble {
  return { kind: 'unconfirmed', sentence: say('answer_lost', { host: smtp.host }) }
}

/** No SMTP answer, and the mail certainly was not taken. */
function unansweredTrouble(failure: MailFailure, { smtp }: EmailSettings, handedOver: HandedOver): Trouble {
  if (failure.code === 'EABORT' || failure.name === 'AbortError') {
    return { kind: 'transient', sentence: say('stopped_before') }
  }
  if (failure.code === 'EPROTOCOL') {
    return hold(say('not_a_mail_server', { host: smtp.host, port: smtp.port }))
  }
  const network = networkTrouble([failure.timeoutType, failure.originalCode, failure.code], smtp)
  // A server that took part of a mail works; if something on the way always cuts this one, the others must not wait for it.
  if (network?.stage === 'lost' && handedOver === 'some') return { kind: 'transient', sentence: network.sentence }
  if (network) return hold(network.sentence)
  if (failure.code === 'ESTREAM') return { kind: 'transient', sentence: say('file_unreadable') }
  return hold(say('sending_failed', { host: smtp.host }))
}

function signInTrouble(failure: MailFailure, settings: EmailSettings): Trouble {
  const { host } = settings.smtp
  if (failure.responseCode === encryptionNeeded) return hold(say('password_needs_encryption', { host }))
  if (failure.permanent === false) return hold(say('sign_in_later', { host }))
  return needsReauth(failure.command === 'API' ? say('sign_in_wanted', { host }) : signInRefused(settings, 'smtp'))
}

/** The server answered with a code; what it was asked decides whom the answer is about. */
function answeredTrouble(failure: MailFailure, code: number, settings: EmailSettings): Trouble {
  const { host, port } = settings.smtp
  const enhanced = enhancedCode(failure.response)
  const limitMs = code === 432 ? tooManySendersMs : limits[enhanced]
  if (limitMs !== undefined) {
    return { kind: 'rate_limited', sentence: say('sent_too_much', { host }), scope: 'account', retryAfterMs: limitMs }
  }
  if (code === 530) return needsReauth(say('sign_in_first', { host }))
  if (code === encryptionNeeded) return hold(say('password_needs_encryption', { host }))
  if (failure.code === 'ETLS') return hold(say('no_starttls', { host, port }))
  if (failure.code === 'EPROTOCOL' || failure.code === 'ECONNECTION') {
    return hold(say('no_mail_from_here', { host, answer: code }))
  }
  if (failure.permanent !== true) {
    const scope = code === 421 ? 'account' : 'message'
    return { kind: 'transient', sentence: say('try_later', { host, answer: code }), scope }
  }
  return permanent(refusal(failure, code, enhanced, settings))
}

function refusal(failure: MailFailure, code: number, enhanced: string, settings: EmailSettings): Sentence {
  const { host } = settings.smtp
  if (enhanced === '5.3.4' || (code === 552 && failure.command !== 'RCPT TO')) return tooLarge(settings)
  if (failure.command === 'MAIL FROM') return say('sender_refused', { host, address: settings.address })
  if (failure.command === 'RCPT TO') return refusedRecipient(failure.rejected ?? [], code, enhanced)
  if (enhanced.startsWith('5.7.')) return say('refused_by_policy', { host })
  return say('refused', { host, answer: code })
}

/** One sentence on why a server does not take mail for an address. `enhanced` is an RFC 3463 code or empty. */
export function refusedRecipient(recipients: readonly string[], code: number | undefined, enhanced: string): Sentence {
  const recipient = recipients.join(', ')
  if (recipient === '') return say('some_recipient_refused')
  if (enhanced === '5.2.2' || code === 552) return say('recipient_full', { recipient })
  return say(enhanced.startsWith('5.7.') ? 'recipient_forbidden' : 'recipient_refused', { recipient })
}

/** The RFC 3463 code of an SMTP answer such as `550 5.1.1 No such user`, or an empty string. */
export function enhancedCode(response: unknown): string {
  return typeof response === 'string' ? (/^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '') : ''
}

function tooLarge({ smtp }: EmailSettings): Sentence {
  return say('too_large', { host: smtp.host })
}

function permanent(sentence: Sentence): Trouble {
  return { kind: 'permanent', sentence }
}

function hold(sentence: Sentence): Trouble {
  return { kind: 'transient', sentence, scope: 'account' }
}

function needsReauth(sentence: Sentence): Trouble {
  return { kind: 'needs_reauth', sentence, scope: 'account' }
}
