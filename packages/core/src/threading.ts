/**
 * Which conversation does a message belong to, and may this sender write into it? Two questions: a reference or a provider
 * conversation answers only the first. A stranger who refers to someone's conversation gets one of their own, linked for an
 * agent to look at.
 */
import { z } from 'zod'
import type { Automation, SenderProof } from './message.ts'

/** A conversation the message may belong to, loaded by one query over its references and conversation key. */
export type ThreadCandidate = {
  conversationId: string
  status: ConversationStatus
  /** Identity keys that take part: the customer, and people an agent has written to in it. */
  participants: readonly string[]
  /** Position in the message's references, nearest first; conversation keys rank before all references. */
  rank: number
  /** Whether the message itself refers to it; `false` where an earlier arrival there referred to this message. */
  referred: boolean
}

export type ConversationStatus = 'open' | 'snoozed' | 'resolved'

export type ThreadDecision =
  | { kind: 'join'; conversationId: string; reopen: boolean }
  | { kind: 'open'; linked: LinkedTo | null }

/** A conversation of its own, tied to the one it refers to: its sender takes no part there, or is somebody whose domain denies the mail. */
export type LinkedTo = { conversationId: string; because: LinkedBecause }
export const linkedBecauseSchema = z.enum(['stranger', 'refuted'])
export type LinkedBecause = z.infer<typeof linkedBecauseSchema>

/**
 * Decides where one inbound message goes. Automated mail joins but never re-opens. A sender whose domain denies the mail is nobody's
 * participant, whatever name it carries. What an earlier arrival claimed about a message is no reason to link the two.
 */
export function decideThread(
  message: { senderKey: string; senderProof: SenderProof; automation: Automation },
  candidates: readonly ThreadCandidate[],
): ThreadDecision {
  const nearestFirst = candidates.toSorted((a, b) => a.rank - b.rank)
  const own = nearestFirst.find((candidate) => candidate.participants.includes(message.senderKey))
  if (own && message.senderProof !== 'refuted')
    return {
      kind: 'join',
      conversationId: own.conversationId,
      reopen: own.status !== 'open' && message.automation === 'none',
    }
  const nearest = nearestFirst.find(({ referred }) => referred)
  const because = message.senderProof === 'refuted' ? 'refuted' : 'stranger'
  return { kind: 'open', linked: nearest ? { conversationId: nearest.conversationId, because } : null }
}
