/** What one normalised event leads to, inside the transaction of its ledger row. */
import type { DeliveryReport, InboundEvent } from '@cordboard/core/message'
import { decideThread } from '@cordboard/core/threading'
import type pg from 'pg'
import type { NewEvent } from '../db/append-events.ts'
import type { DeliveryChange } from '../outbound/change-delivery.ts'
import type { ReplyTokens } from '../reply-tokens.ts'
import { applyChange } from './apply-change.ts'
import { doubtedReplies } from './doubted-replies.ts'
import type { Entry } from './entry.ts'
import { findEchoed, findReported, type OwnReply } from './find-own-reply.ts'
import { findPlace, type Place } from './find-place.ts'
import { firstStatus, isNews, mayReopen } from './history.ts'
import { followGroupName } from './follow-group-name.ts'
import { awaitOriginal, joinEdit } from './late-original.ts'
import { nameAnswered } from './name-answered.ts'
import type { OpenRow } from './open-rows.ts'
import { oweAnswer } from './owe-answer.ts'
import { type Destination, writeEntry } from './write-entry.ts'

/** `answers`: the id of the message it says it answers, where its channel lets messages say that. */
export type Prepared = { event: InboundEvent; entry: Entry; answers: string | null }

/** What is left to do at the end of the transaction, because it holds the lock of the log. */
export type Ingested = { events: NewEvent[]; moves: DeliveryChange[] }

export type Item = { row: OpenRow; prepared: Prepared }

export function placeOf(client: pg.PoolClient, { row, prepared: { entry } }: Item): Promise<Place> {
  return findPlace(client, {
    ledgerId: row.id,
    accountId: row.account_id,
    channel: row.channel,
    externalId: entry.external_id,
    senderKey: entry.group?.key ?? entry.sender.key,
    threadKey: entry.thread_key,
    // Whoever writes in a group writes to its conversation, and to no other one by naming a message there.
    references: entry.group ? [] : entry.references,
    ownIds: entry.group ? [] : entry.thread_ids,
  })
}

/** `place` must stand as it was found. `null` when another worker has done the row already. */
export async function ingestEvent(
  client: pg.PoolClient,
  { row, prepared: { event, entry, answers }, place }: Item & { place: Place },
  { tokens }: { tokens: ReplyTokens },
): Promise<Ingested | null> {
  const { account_id: accountId } = row
  if (!place.open) return null
  const echoed = event.kind === 'own_message' ? await findEchoed(client, event, { accountId, entry }) : null
  if (echoed) return { events: [], moves: seenAgain(echoed) }
  const changed = event.kind === 'change' ? await applyChange(client, event, { row, entry }) : null
  if (changed) return changed
  if (place.known_message_id !== null) return { events: [], moves: [] }
  if (event.kind === 'message' && place.edited_early !== null) {
    const joined = await joinEdit(client, place.edited_early, { row, entry })
    if (joined) return joined
  }
  const reply = event.kind === 'delivery_report' ? await findReported(client, event, { accountId, tokens }) : null
  const report = event.kind === 'delivery_report' && reply ? { event, reply } : null
  const to = report ? besideReply(report.reply, report.event) : destinationOf(entry, { place, row, now: new Date() })
  const { messageId, conversationId } = await writeEntry(client, entry, { origin: row, to })
  const about = { accountId, conversationId, messageId, data: row.history ? { history: true } : {} }
  const events: NewEvent[] = [{ ...about, type: 'message.received' }]
  if (entry.group && to.kind === 'join') await followGroupName(client, row.channel, entry.group)
  if (event.kind === 'change') await awaitOriginal(client, event, { accountId, messageId })
  if (answers !== null) await nameAnswered(client, { accountId, messageId, answers })
  // One who refers to somebody else's conversation is nobody to reassure.
  if (to.kind === 'open' && event.kind === 'message' && to.linked === null && entry.group === null)
    await oweAnswer(client, conversationId, { row, entry })
  if (to.kind === 'open') events.unshift({ ...about, type: 'conversation.opened' })
  if (to.kind === 'join' && to.reopens)
    events.push({ ...about, type: 'conversation.changed', messageId: null, data: reopened })
  const moves = report ? movesOf(report.event, report.reply) : await proven(client, row, entry)
  return { events, moves }
}

const reopened = { status: 'open', because: 'customer_wrote' }

function destinationOf(entry: Entry, { place, row, now }: { place: Place; row: OpenRow; now: Date }): Destination {
  const arrival = { history: row.history, occurredAt: row.received_at, now }
  const decision = decideThread(
    { senderKey: entry.group?.key ?? entry.sender.key, senderProof: entry.sender_proof, automation: entry.automation },
    place.candidates,
  )
  if (decision.kind === 'open') {
    const { linked } = decision
    return { kind: 'open', status: firstStatus(arrival), news: isNews(arrival), linked, identity: place.identity }
  }
  const { conversationId } = decision
  const joined = place.candidates.find((candidate) => candidate.conversationId === conversationId)
  const lastActivityAt = joined ? new Date(joined.lastActivityAt) : now
  const reopens = decision.reopen && mayReopen(arrival, lastActivityAt)
  return { kind: 'join', conversationId, reopens, moves: true, news: isNews(arrival) }
}

async function proven(client: pg.PoolClient, row: OpenRow, { references }: Entry): Promise<DeliveryChange[]> {
  return row.doubts ? doubtedReplies(client, row.account_id, references) : []
}

/** Good news does not move a conversation to the top of the list; a bounce does. */
function besideReply(reply: OwnReply, { outcome }: DeliveryReport): Destination {
  const moves = outcome === 'failed' || outcome === 'delayed'
  return { kind: 'join', conversationId: reply.conversationId, reopens: false, moves, news: moves }
}

function movesOf({ outcome, detail, sentence, technical }: DeliveryReport, reply: OwnReply): DeliveryChange[] {
  // Whoever still tries to deliver it has it.
  if (outcome === 'delayed') return seenAgain(reply)
  return [{ messageId: reply.id, to: outcome, detail, sentence, technical }]
}

/** A copy of our own reply came back: it adds nothing to show, but proves that a doubtful one went out. */
function seenAgain(reply: OwnReply): DeliveryChange[] {
  return reply.state === 'unconfirmed' ? [{ messageId: reply.id, to: 'sent' }] : []
}
