/** What X means by a refusal. Its answers are told apart by type and number, and by title where there is neither. */
import type { Doing, Trouble } from './errors.ts'
import type { FailureFacts } from './failure.ts'
import { say } from './sentences.ts'

/** Numbers of older errors that still come with new ones. */
const duplicate = 187
const tooLong = [186, 354]
const directMessagesClosed = [150, 151, 214, 349]
const postGone = [144, 179, 385, 421, 433]
const profileGone = [17, 50, 63]
const ownProfileLocked = [64, 326]
const noDirectMessageRight = 93
const noWriteRight = 261

/** The status is not documented; the title or type of the problem tells. */
export function saysOutOfCredits({ status, problem: { title, type, detail } }: FailureFacts): boolean {
  return (
    status !== null &&
    status < 500 &&
    (status === 402 || /usage-capped|usagecapexceeded|credits|spend.?cap/i.test(`${type} ${title} ${detail}`))
  )
}

export function saysTokenInvalid({ problem: { codes } }: FailureFacts): boolean {
  return codes.some((code) => [32, 89, 99, 135, 215].includes(code))
}

/** X had the same words before: maybe from an attempt of ours whose answer was lost. */
export function saysDuplicate({ status, problem }: FailureFacts): boolean {
  return status === 403 && (problem.codes.includes(duplicate) || /duplicate content/i.test(problem.detail))
}

/** Of any 4xx that is neither about signing in nor about limits. */
export function troubleOfRefusal(facts: FailureFacts, doing: Doing): Trouble {
  const { status, problem } = facts
  const { codes, title, type, detail } = problem
  const says = (words: RegExp) => words.test(`${type} ${title} ${detail}`)
  const has = (numbers: readonly number[]) => codes.some((code) => numbers.includes(code))
  const account = (sentence: Trouble['sentence']): Trouble => ({ kind: 'needs_reauth', sentence, scope: 'account' })
  if (has([noDirectMessageRight])) return account(say('no_dm_permission'))
  if (has([noWriteRight]) || says(/oauth1-permissions/))
    return account(say(doing === 'read' ? 'no_dm_permission' : 'no_write_permission'))
  if (has(ownProfileLocked)) return account(say('profile_locked'))
  if (says(/client-forbidden|client-not-enrolled|unsupported-authentication/)) return account(say('app_not_allowed'))
  if (doing === 'read') {
    const sentence = say('out_of_order', { answer: status ?? 0 })
    return status === 403 ? account(say('app_not_allowed')) : { kind: 'transient', sentence, scope: 'account' }
  }
  return { kind: 'permanent', sentence: refusalOf(facts, { says, has }), scope: 'message' }
}

type Asking = { says: (words: RegExp) => boolean; has: (numbers: readonly number[]) => boolean }

function refusalOf(facts: FailureFacts, { says, has }: Asking): Trouble['sentence'] {
  if (saysDuplicate(facts)) return say('said_before')
  if (has(directMessagesClosed) || says(/cannot send messages? to this user|do(?:es)? not have permission to DM/i))
    return say('no_direct_messages')
  if (has(postGone) || says(/deleted or not visible/i)) return say('post_gone')
  if (says(/mentioned or (?:otherwise )?(?:engaged|quoted)|reply to this conversation is not allowed/i))
    return say('not_summoned')
  if (has(profileGone) || (facts.status === 404 && says(/not-found|not found/i))) return say('profile_gone')
  if (has(tooLong)) return say('too_long')
  return say('refused', { answer: facts.status ?? 0 })
}
