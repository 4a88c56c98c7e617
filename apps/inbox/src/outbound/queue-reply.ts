/** Stores one reply with everything its way out needs: recipients, threading and bodies frozen as they will go on the wire. */
import type { Envelope } from '@cordboard/core/message'
import type { Transaction } from 'kysely'
import type { Account } from '../accounts/load-account.ts'
import { appendEvents, type NewEvent } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'
import { type ReplyTokens, reportKey } from '../reply-tokens.ts'
import { type Addressing, addressPart, readAddressing } from './address-reply.ts'
import { lockUploads } from './attach-files.ts'
import { type Copies, readCopies } from './copies.ts'
import { divideReply } from './divide-reply.ts'
import { enterMessage, type WrittenMessage } from './enter-message.ts'
import type { HeldConversation } from './hold-conversation.ts'
import { type Refused, refused } from './refused.ts'
import { bodyOf, type ReplyBody } from './reply-body.ts'
import { signatureFor } from './signature.ts'

export type ReplyText = {
  agentId: string | null
  clientId: string | null
  /** Our Markdown subset. */
  text: string
  attachmentIds: readonly string[]
  /** Besides the customer, as typed. */
  cc?: readonly string[]
  bcc?: readonly string[]
  /** Our Markdown subset, as the agent saw it; empty for none. Left out: the one that stands for the account and the agent. */
  signature?: string | undefined
  /** The message it answers, where the channel lets a reply name one. */
  replyTo?: string | null
  /** One of the channel's ways that is open; left out: as the customer wrote last. */
  way?: string | undefined
  /** The desk answers by itself. */
  automatic?: true
}

export type Queued = { ok: true; messageId: string }

type Means = { account: Account; tokens: ReplyTokens; also?: readonly NewEvent[] }

/**
 * Refuses what the channel cannot carry before anything is stored. The caller holds the conversation. `also` are events that come first.
 * Several parts are several messages; resolves to the first of them, which alone bears the client id.
 */
export async function queueReply(
  tx: Transaction<Tables>,
  conversation: HeldConversation,
  reply: ReplyText,
  { account, tokens, also = [] }: Means,
): Promise<Queued | Refused> {
  const uploads = await lockUploads(tx, reply.attachmentIds, reply.agentId)
  if (uploads === null)
    return refused('attachment_not_found', 'One of the files is no longer there; attach it again.', 'attachments')
  const now = new Date()
  const except = [conversation.contact_key, ...account.self.keys]
  const copies = readCopies({ cc: reply.cc ?? [], bcc: reply.bcc ?? [] }, { channel: account.channel, except })
  if (!copies.ok) return copies
  const addressing = await readAddressing(tx, conversation, { chosen: reply, account })
  if (!addressing.ok) return addressing
  const divided = divideReply(account.channel, {
    text: reply.text,
    uploads,
    way: addressing.way,
    copies: copies.cc.length + copies.bcc.length,
    lastInboundAt: conversation.last_inbound_at,
    now,
  })
  if (!divided.ok) return divided
  const signature = await signatureOf(tx, reply, account.id)
  const events: NewEvent[] = [...also]
  let firstId: string | null = null
  for (const [index, part] of divided.parts.entries()) {
    const isFirst = index === 0
    const addressed = addressPart(account, conversation, { addressing, tokens, isFirst })
    if (addressed.to.length === 0)
      return refused('no_recipient', 'This message came without a sender, so it cannot be answered.')
    const envelope = withCopies(addressed, copies, reply)
    const body = bodyOf(account.channel, part.text, index === divided.parts.length - 1 ? signature : '')
    const written = { ...reply, ...part, clientId: isFirst ? reply.clientId : null }
    const messageId = await storePart(tx, conversation, written, { envelope, body, now, addressing, firstId })
    firstId ??= messageId
    const about = { accountId: account.id, conversationId: conversation.id, messageId }
    events.push({ type: 'message.written', ...about, actorAgentId: reply.agentId })
  }
  if (firstId === null) throw new Error(`The channel ${account.channel.id} divided a reply into nothing.`)
  await admitCopies(tx, conversation.id, copies)
  await appendEvents(tx, events)
  return { ok: true, messageId: firstId }
}

async function storePart(
  tx: Transaction<Tables>,
  conversation: HeldConversation,
  reply: ReplyText,
  frozen: Frozen,
): Promise<string> {
  const messageId = await enterMessage(tx, rowOf(conversation, reply, frozen), reply)
  const { externalId, reportId = null } = frozen.envelope
  const ids = [externalId, reportId === null ? null : reportKey(reportId)].filter((id) => id !== null)
  if (ids.length > 0) {
    await tx
      .insertInto('message_thread_ids')
      .values(ids.map((id) => ({ account_id: conversation.account_id, thread_id: id, message_id: messageId })))
      .execute()
  }
  return messageId
}

/** `firstId`: the part before all others, `null` for that itself. */
type Frozen = { envelope: Envelope; body: ReplyBody; now: Date; addressing: Addressing; firstId: string | null }

function withCopies(envelope: Envelope, { cc, bcc }: Copies, { automatic }: ReplyText): Envelope {
  const addressesOf = (people: Copies['cc']) => people.map(({ address }) => address)
  return { ...envelope, cc: addressesOf(cc), bcc: addressesOf(bcc), ...(automatic ? { automatic } : {}) }
}

async function signatureOf(tx: Transaction<Tables>, reply: ReplyText, accountId: string): Promise<string> {
  if (reply.automatic) return ''
  return reply.signature ?? (await signatureFor(tx, { accountId, agentId: reply.agentId }))
}

/** Who is written to openly may answer into the conversation; who got it blindly may not show that. */
async function admitCopies(tx: Transaction<Tables>, conversationId: string, { cc }: Copies): Promise<void> {
  if (cc.length === 0) return
  await tx
    .insertInto('conversation_participants')
    .values(cc.map(({ key }) => ({ conversation_id: conversationId, key })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function rowOf(
  conversation: HeldConversation,
  reply: ReplyText,
  { envelope, body, now, addressing, firstId }: Frozen,
): WrittenMessage {
  return {
    conversation_id: conversation.id,
    account_id: conversation.account_id,
    direction: 'outbound',
    external_id: envelope.externalId,
    client_id: reply.clientId,
    author_agent_id: reply.agentId,
    subject: envelope.subject,
    body_text: body.text,
    body_html: body.html,
    text_fold: body.textFold,
    folded_html: body.foldedHtml,
    recipients_to: [...envelope.to],
    recipients_cc: [...envelope.cc],
    recipients_bcc: [...envelope.bcc],
    automation: reply.automatic ? 'auto_reply' : 'none',
    thread_references: envelope.references.toReversed(),
    envelope: JSON.stringify(envelope),
    way: addressing.way,
    answers_id: firstId === null ? addressing.answersId : null,
    part_of: firstId,
    delivery_state: 'queued',
    delivery_at: now,
    occurred_at: now,
  }
}
