/** Stores one reply with everything its way out needs: recipients, threading and bodies frozen as they will go on the wire. */
import type { Envelope } from '@cordboard/core/message'
import { planDelivery } from '@cordboard/core/plan-delivery'
import { sql, type Transaction } from 'kysely'
import type { Account } from '../accounts/load-account.ts'
import { appendEvents, type NewEvent } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'
import { type ReplyTokens, reportKey } from '../reply-tokens.ts'
import { lockUploads } from './attach-files.ts'
import { type Copies, readCopies } from './copies.ts'
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
  /** The desk answers by itself. */
  automatic?: true
}

export type Queued = { ok: true; messageId: string }

/** As many messages back as a mail's References may need. */
const historyLength = 30

/** Refuses what the channel cannot carry before anything is stored. The caller holds the conversation. `also` are events that come first. */
export async function queueReply(
  tx: Transaction<Tables>,
  conversation: HeldConversation,
  reply: ReplyText,
  { account, tokens, also = [] }: { account: Account; tokens: ReplyTokens; also?: readonly NewEvent[] },
): Promise<Queued | Refused> {
  const { capabilities } = account.channel
  const uploads = await lockUploads(tx, reply.attachmentIds, reply.agentId)
  if (uploads === null)
    return refused('attachment_not_found', 'One of the files is no longer there; attach it again.', 'attachments')
  const attachments = uploads.map(({ file_name, media_type, size }) => ({
    fileName: file_name,
    mediaType: media_type,
    size,
  }))
  const now = new Date()
  const except = [conversation.contact_key, ...account.self.keys]
  const copies = readCopies({ cc: reply.cc ?? [], bcc: reply.bcc ?? [] }, { channel: account.channel, except })
  if (!copies.ok) return copies
  const plan = planDelivery(
    {
      text: reply.text,
      attachments,
      copies: copies.cc.length + copies.bcc.length,
      lastInboundAt: conversation.last_inbound_at,
      now,
    },
    capabilities,
  )
  if (!plan.ok) return plan
  const addressed = account.channel.address({
    token: tokens.mint('message', account.id),
    reportToken: tokens.mint('report', account.id),
    self: account.self,
    contact: { key: conversation.contact_key, displayName: conversation.contact_name },
    subject: conversation.subject,
    history: await historyOf(tx, conversation.id),
  })
  if (addressed.to.length === 0)
    return refused('no_recipient', 'This message came without a sender, so it cannot be answered.')
  const { id: conversationId, account_id: accountId } = conversation
  const envelope = withCopies(addressed, copies, reply)
  const body = bodyOf(account.channel, reply.text, await signatureOf(tx, reply, accountId))
  const messageId = await enterMessage(tx, rowOf(conversation, reply, { envelope, body, now }), reply)
  await admitCopies(tx, conversationId, copies)
  const { externalId, reportId = null } = envelope
  const ids = [externalId, reportId === null ? null : reportKey(reportId)].filter((id) => id !== null)
  if (ids.length > 0) {
    await tx
      .insertInto('message_thread_ids')
      .values(ids.map((id) => ({ account_id: accountId, thread_id: id, message_id: messageId })))
      .execute()
  }
  await appendEvents(tx, [
    ...also,
    { type: 'message.written', accountId, conversationId, messageId, actorAgentId: reply.agentId },
  ])
  return { ok: true, messageId }
}

type Frozen = { envelope: Envelope; body: ReplyBody; now: Date }

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

function rowOf(conversation: HeldConversation, reply: ReplyText, { envelope, body, now }: Frozen): WrittenMessage {
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
    delivery_state: 'queued',
    delivery_at: now,
    occurred_at: now,
  }
}

type HistoryRow = { direction: 'inbound' | 'outbound'; externalId: string | null; references: string[] }

/** Without what mail servers report: a reply that refers to a bounce would leave the customer's mail thread. */
async function historyOf(tx: Transaction<Tables>, conversationId: string): Promise<HistoryRow[]> {
  const { rows } = await sql<HistoryRow>`
    select direction, external_id as "externalId", thread_references as references from messages
    where conversation_id = ${conversationId} and direction <> 'note' and automation not in ('bounce', 'report')
    order by occurred_at desc, id desc limit ${historyLength}`.execute(tx)
  return rows.toReversed()
}
