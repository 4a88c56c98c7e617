/** What failures of receiving mean. The codes in capitals are RFC 5530's; imapflow passes them on as `serverResponseCode`. */
import type { Sentence } from '@cordboard/core/sentence'
import type { MailFailure, Trouble } from './errors.ts'
import { networkTrouble } from './network-errors.ts'
import { oauthProvider } from './oauth-provider.ts'
import { signInAdviceFor } from './providers.ts'
import { say } from './sentences.ts'
import type { EmailSettings } from './settings.ts'

const throttledMs = 60_000
const longestQuoted = 120
/** What servers say in plain words where they have no code for it: Gmail, Dovecot, Exchange, Yahoo. */
const tooMany = /too many (?:simultaneous |concurrent )?connections|maximum number of connections|connection limit/i
const throttled = /throttl|rate limit|bandwidth limits|too many (?:requests|commands|login)/i

export function imapTrouble(failure: MailFailure, settings: EmailSettings): Trouble {
  const { host, user } = settings.imap
  const said = failure.serverResponseCode?.toUpperCase()
  const words = failure.farewell ?? failure.responseText ?? ''
  if (tooMany.test(words)) return rateLimited(say('too_many_connections', { host }), throttledMs)
  if (failure.code === 'ETHROTTLE' || said === 'LIMIT' || said === 'THROTTLED' || throttled.test(words)) {
    return rateLimited(say('read_slower', { host }), failure.throttleReset ?? throttledMs)
  }
  if (said === 'UNAVAILABLE' || said === 'INUSE' || said === 'SERVERBUG') {
    return transient(say('mailbox_unavailable', { host }))
  }
  if (said === 'OVERQUOTA') return transient(say('mailbox_full', { user }))
  if (failure.authenticationFailed && said !== 'PRIVACYREQUIRED')
    return { kind: 'needs_reauth', sentence: signInRefused(settings, 'imap'), scope: 'account' }
  if (failure.mailboxMissing || said === 'NONEXISTENT') {
    const { path } = failure
    const sentence = path === undefined ? say('some_folder_missing') : say('folder_missing', { folder: path })
    return { kind: 'permanent', sentence, scope: 'account' }
  }
  if (failure.farewell !== undefined) {
    const reason = failure.farewell.replace(/\s+/g, ' ').slice(0, longestQuoted)
    return transient(say('said_goodbye', { host, reason }))
  }
  // imapflow gives a missing STARTTLS no code.
  const network = networkTrouble(
    [said, failure.originalCode, failure.code ?? (failure.tlsFailed ? 'ETLS' : undefined)],
    settings.imap,
  )
  if (network) return transient(network.sentence)
  if (failure.responseStatus === 'NO' || failure.responseStatus === 'BAD') {
    return transient(say('command_refused', { host }))
  }
  return transient(say('reading_failed', { host }))
}

/** Shared by both directions, so that the admin reads the same advice. */
export function signInRefused(settings: EmailSettings, server: 'imap' | 'smtp'): Sentence {
  const { host, user, signIn } = settings[server]
  if (signIn === 'oauth' && settings.oauth)
    return say('oauth_token_refused', { host, user, provider: oauthProvider(settings.oauth).name })
  const advice = signInAdviceFor(host)
  if (advice === null) return say('sign_in_refused', { host, user })
  return say(advice.sentence, { host, user, provider: advice.provider })
}

function rateLimited(sentence: Sentence, retryAfterMs: number): Trouble {
  return { kind: 'rate_limited', sentence, scope: 'account', retryAfterMs }
}

function transient(sentence: Sentence): Trouble {
  return { kind: 'transient', sentence, scope: 'account' }
}
