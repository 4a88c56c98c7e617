/** The one place where what goes wrong with Telegram becomes one of the kinds a channel may report. */
import { ChannelError, type ChannelErrorKind } from '@cordboard/core/channel/error'
import type { Sentence } from '@cordboard/core/sentence'
import { BotFailure, type Trouble } from './bot-failure.ts'
import { FileUnreadable } from './multipart.ts'
import { refusalOf } from './refusals.ts'
import { say } from './sentences.ts'

type Refused = Extract<Trouble, { type: 'refused' }>

const unaskedWaitMs = 5_000

/** What receiving and looking things up ends with. What the host itself threw passes through: it says more than we could. */
export function receivingError(error: unknown, host: string): unknown {
  if (!(error instanceof BotFailure)) return error
  const { trouble } = error
  if (trouble.type === 'garbled') return made('transient', error, say('not_telegram', { host }), 'account')
  if (trouble.type === 'unanswered') return made('transient', error, say(unansweredOf(trouble), { host }), 'account')
  const { code, description } = trouble
  if (isTokenRefused(trouble)) return made('needs_reauth', error, say('token_refused'), 'account')
  if (code === 429) return flood(error, waitOf(trouble), true)
  if (code >= 500) return made('transient', error, say('busy', { answer: code }), 'account')
  return made('permanent', error, say('refused_receiving', { answer: description }), 'account')
}

/** `floods` tells whether it is the chat or the whole bot that is asked to wait. */
export function sendingError(error: unknown, { host, wholeBot }: { host: string; wholeBot: boolean }): unknown {
  if (error instanceof FileUnreadable) return new ChannelError('transient', say('file_unreadable'), { cause: error })
  if (!(error instanceof BotFailure)) return error
  const { trouble } = error
  // A proxy's page says nothing of what became of the request behind it.
  if (trouble.type === 'garbled') return made('unconfirmed', error, say('unanswered'), 'message')
  if (trouble.type === 'unanswered') {
    return trouble.connected
      ? made('unconfirmed', error, say('unanswered'), 'message')
      : made('transient', error, say(unansweredOf(trouble), { host }), 'account')
  }
  return answeredError(error, trouble, wholeBot)
}

function answeredError(error: BotFailure, trouble: Refused, wholeBot: boolean): ChannelError {
  const { code } = trouble
  if (isTokenRefused(trouble)) return made('needs_reauth', error, say('token_refused'), 'account')
  if (code === 429) return flood(error, waitOf(trouble), wholeBot)
  // Only 503 says that nothing was done; 500, 502 and 504 may come after it was.
  if (code === 503) return made('transient', error, say('busy', { answer: code }), 'account')
  if (code >= 500) return made('unconfirmed', error, say('unanswered'), 'message')
  return made('permanent', error, refusalOf(trouble), 'message')
}

/** Names of what OpenSSL finds wrong with a certificate. */
const untrusted = /CERT|UNABLE_TO_(?:VERIFY|GET_ISSUER)/

function unansweredOf({ code, connected }: Extract<Trouble, { type: 'unanswered' }>) {
  if (connected) return 'line_lost'
  return untrusted.test(code) ? 'untrusted' : 'unreachable'
}

/** For what may be repeated without harm: an answer that did not come is only a delay. */
export function repeatableError(error: unknown, options: { host: string; wholeBot: boolean }): unknown {
  const mapped = sendingError(error, options)
  if (!(mapped instanceof ChannelError) || mapped.kind !== 'unconfirmed') return mapped
  return new ChannelError('transient', say('line_lost', { host: options.host }), {
    technical: mapped.technical,
    cause: error,
  })
}

/** 404: no bot was ever called so. */
export function isTokenRefused(trouble: Trouble): boolean {
  return (
    trouble.type === 'refused' &&
    (trouble.code === 401 || (trouble.code === 404 && trouble.description === 'Not Found'))
  )
}

function waitOf({ retryAfterMs }: Refused): number {
  return retryAfterMs === null || retryAfterMs <= 0 ? unaskedWaitMs : retryAfterMs
}

function flood(error: BotFailure, retryAfterMs: number, wholeBot: boolean): ChannelError {
  const sentence = say(wholeBot ? 'flooded_bot' : 'flooded_chat', { seconds: Math.ceil(retryAfterMs / 1_000) })
  const scope = wholeBot ? 'account' : 'message'
  return new ChannelError('rate_limited', sentence, { technical: error.message, retryAfterMs, scope, cause: error })
}

function made(
  kind: Exclude<ChannelErrorKind, 'rate_limited'>,
  cause: BotFailure,
  sentence: Sentence,
  scope: 'account' | 'message',
): ChannelError {
  return new ChannelError(kind, sentence, { technical: cause.message, scope, cause })
}
