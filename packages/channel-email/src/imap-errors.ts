/** What failures of receiving mean. The codes in capitals are RFC 5530's; imapflow passes them on as `serverResponseCode`. */
import type { Sentence } from '@cordboard/core/sentence'
import type { MailFailure, Trouble } from './errors.ts'
import { networkTrouble } from './network-errors.ts'
import { oauthProvider } from './oauth-provider.ts'
import { signInAdviceFor } from './providers.ts'
import { say } from './sentences.ts'
import type { EmailSettings } from './settings.ts'

const throttledMs = 60_000

export function imapTrouble(failure: MailFailure, settings: EmailSettings): Trouble {
  const { host, user } = settings.imap
  const said = failure.serverResponseCode?.toUpperCase()
  if (failure.code === 'ETHROTTLE' || said === 'LIMIT') {
    const retryAfterMs = failure.throttleReset ?? throttledMs
    return { kind: 'rate_limited', sentence: say('read_slower', { host }), scope: 'account', retryAfterMs }
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

function transient(sentence: Sentence): Trouble {
  return { kind: 'transient', sentence, scope: 'account' }
}
