/** The one place where failures at X become the five kinds a channel may report. */
import { ChannelError, type ChannelErrorKind } from '@cordboard/core/channel/error'
import type { Sentence } from '@cordboard/core/sentence'
import { type FailureFacts, XFailure } from './failure.ts'
import { saysOutOfCredits, saysTokenInvalid, troubleOfRefusal } from './refusals.ts'
import { say } from './sentences.ts'

/** `read`: may be asked again. `prepare`: something before sending, of which no customer hears. `hand_over`: the sending itself. */
export type Doing = 'read' | 'prepare' | 'hand_over'

export type Trouble = {
  kind: ChannelErrorKind
  sentence: Sentence
  scope?: 'account' | 'message'
  retryAfterMs?: number
}

const longestTechnical = 300
const minuteMs = 60_000
/** X refuses signatures whose time is further away than five minutes. */
const mostSkewMs = 4 * minuteMs
const creditsWaitMs = 15 * minuteMs
const usualWaitMs = 15 * minuteMs
const shortestWaitMs = 1_000

/** A `ChannelError` passes unchanged, and what is none of X's failures too. */
export function toChannelError(error: unknown, doing: Doing): unknown {
  if (!(error instanceof XFailure)) return error
  const { kind, sentence, ...rest } = troubleOf(error.facts, doing)
  return new ChannelError(kind, sentence, { ...rest, technical: technicalOf(error.facts) })
}

function troubleOf(facts: FailureFacts, doing: Doing): Trouble {
  const { status, handedOver } = facts
  if (status === null)
    return handedOver && doing === 'hand_over'
      ? { kind: 'unconfirmed', sentence: say('answer_lost') }
      : unanswered(facts)
  if (saysOutOfCredits(facts))
    return { kind: 'rate_limited', sentence: say('credits_out'), scope: 'account', retryAfterMs: creditsWaitMs }
  if (status === 429 || status === 420)
    return { kind: 'rate_limited', sentence: say('rate_limited'), scope: 'account', retryAfterMs: waitOf(facts) }
  if (status === 401 || saysTokenInvalid(facts)) return signInTrouble(facts)
  if (status >= 500) {
    if (doing === 'hand_over') return { kind: 'unconfirmed', sentence: say('no_clear_answer', { answer: status }) }
    return { kind: 'transient', sentence: say('out_of_order', { answer: status }), scope: 'account' }
  }
  return troubleOfRefusal(facts, doing)
}

function unanswered({ code, handedOver }: FailureFacts): Trouble {
  const sentence = code === null ? say('unreachable') : sentenceOf(code, handedOver)
  return { kind: 'transient', sentence, scope: 'account' }
}

function sentenceOf(code: string, handedOver: boolean): Sentence {
  if (/CERT|SIGNED|ISSUER|ERR_TLS|ERR_SSL/.test(code)) return say('untrusted')
  if (!handedOver || unreached.has(code)) return say('unreachable')
  return say(code === 'TimeoutError' || code === 'ETIMEDOUT' ? 'silent' : 'line_cut')
}

const unreached = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** A wrong clock is no reason to make new keys. */
function signInTrouble({ skewMs }: FailureFacts): Trouble {
  if (skewMs !== null && Math.abs(skewMs) > mostSkewMs) {
    const minutes = Math.round(Math.abs(skewMs) / minuteMs)
    return { kind: 'transient', sentence: say('clock_wrong', { minutes }), scope: 'account' }
  }
  return { kind: 'needs_reauth', sentence: say('keys_refused'), scope: 'account' }
}

function waitOf({ resetAt }: FailureFacts): number {
  return resetAt === null ? usualWaitMs : Math.max(shortestWaitMs, resetAt - Date.now())
}

/** X's own words on one line. It repeats nothing that was sent but ids and parameters. */
export function technicalOf({ status, problem, code }: FailureFacts): string {
  const { title, detail, codes } = problem
  const parts = [status === null ? code : `HTTP ${status}`, title, detail, ...codes.map((number) => `code ${number}`)]
  const line = [...new Set(parts.filter((part) => part !== null && part !== ''))].join(' · ')
  return line.replace(/\s+/g, ' ').slice(0, longestTechnical)
}
