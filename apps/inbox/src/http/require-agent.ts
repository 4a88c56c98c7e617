import type { Caller } from './caller.ts'
import { Refusal } from './refusal.ts'

/** For what belongs to a person: read marks, drafts, “me”. A program has none. */
export function requireAgent(caller: Caller): string {
  return requireSession(caller).agentId
}

/** For what is bound to one sign-in at the desk. */
export function requireSession(caller: Caller): { sessionId: string; agentId: string } {
  if (caller.kind === 'agent') return caller
  throw new Refusal(403, 'needs_agent', 'This belongs to a person; sign in as an agent instead of using an API key.')
}

/** Replaces `me` by the caller's own id. */
export function agentNamed<Value extends string | null | undefined>(value: Value, caller: Caller): Value | string {
  return value === 'me' ? requireAgent(caller) : value
}
