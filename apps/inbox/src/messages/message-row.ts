/** A message as the conversation and realtime events show it: one row, one mapping. */
import type { Message } from '@cordboard/api-contract/messages'
import { apiPrefix } from '@cordboard/api-contract/contract'
import type { Capabilities, RefusedRecipient } from '@cordboard/core/channel/channel'
import { resendChoice } from '@cordboard/core/delivery'
import type { Sender } from '@cordboard/core/message'
import { snippetOf } from '@cordboard/core/snippet'
import { type RawBuilder, sql } from 'kysely'
import type { StoredReaction } from '../db/message-tables.ts'
import { hasRemoteImages } from './mail-html.ts'

type AttachmentJson = Omit<Message['attachments'][number], 'url'>

export type MessageRow = {
  id: string
  conversation_id: string
  channel: string
  direction: Message['direction']
  kind: Message['kind']
  client_id: string | null
  has_raw: boolean
  author_agent_id: string | null
  author_name: string | null
  sender_address: string | null
  sender_name: string | null
  contact_id: string
  subject: string | null
  body_text: string
  body_sentence: Message['body']['sentence']
  body_html: string | null
  text_fold: number | null
  has_fold: boolean
  recipients_to: string[]
  recipients_cc: string[]
  reply_to: string[]
  recipients_bcc: string[]
  refused_recipients: RefusedRecipient[]
  automation: Message['automation']
  sender_proof: Message['senderProof']
  marks: Message['marks']
  forwarded_from: Sender | null
  forwarded_by_agent: boolean
  delivery_state: NonNullable<Message['delivery']>['state'] | null
  delivery_detail: string | null
  delivery_sentence: NonNullable<Message['delivery']>['sentence']
  delivery_technical: string | null
  delivery_at: Date | null
  delivery_attempts: number
  deliver_after: Date | null
  edited_at: Date | null
  deleted_at: Date | null
  change: Message['change']
  reactions: StoredReaction[] | null
  way: string | null
  answers: { id: string; direction: Message['direction']; author: string | null; text: string } | null
  occurred_at: Date
  /** The same to the microsecond, as cursors need it. */
  time_key: string
  created_at: Date
  attachments: AttachmentJson[]
}

/** What a resend would mean on a channel, by its id. */
export type ResendOf = (channel: string) => Capabilities['resend']

/** Asked for the few messages that were forwarded. From alone makes nobody a colleague whose own domain says it is forged. */
const forwardedByAgent = sql`
  case when m.forwarded_from is null or m.sender_proof is not distinct from 'refuted' then false
    else exists (select from agents where lower(email) = lower(m.sender_address) and disabled_at is null) end`

/** Asked for the few that name a message. */
const answered = sql`
  case when m.answers_id is not null then (
    select json_build_object('id', a.id::text, 'direction', a.direction, 'text', left(a.body_text, 600),
      'author', coalesce(a.sender_name, a.sender_address, (select name from agents where id = a.author_agent_id)))
    from messages a where a.id = m.answers_id
  ) end`

const requested = sql`
  case when m.direction = 'outbound' then (
    select json_build_object('kind', kind, 'state', state, 'detail', detail, 'sentence', sentence)
    from sent_changes where message_id = m.id
  ) end`

/** The rows for a set of message ids, in no particular order. `page` is a query of one column `id`. */
export function messageRows(page: RawBuilder<unknown>): RawBuilder<MessageRow> {
  return sql<MessageRow>`
    select m.id::text, m.conversation_id::text, account.channel, m.direction, m.kind, m.client_id,
      m.ledger_id is not null as has_raw, m.author_agent_id, author.name as author_name,
      m.sender_address, m.sender_name, conversation.contact_id::text,
      m.subject, m.body_text, m.body_sentence, m.body_html, m.text_fold, m.folded_html is not null as has_fold,
      m.recipients_to, m.recipients_cc, m.reply_to, m.recipients_bcc, m.refused_recipients, m.automation, m.sender_proof, m.marks,
      m.forwarded_from, ${forwardedByAgent} as forwarded_by_agent,
      m.delivery_state, m.delivery_detail, m.delivery_sentence, m.delivery_technical, m.delivery_at, m.delivery_attempts, m.deliver_after,
      m.edited_at, m.deleted_at, m.reactions, m.way, ${answered} as answers, ${requested} as change,
      m.occurred_at, m.occurred_at::text as time_key, m.created_at, coalesce(files.list, '[]') as attachments
    from (${page}) page
    join messages m on m.id = page.id
    join conversations conversation on conversation.id = m.conversation_id
    join channel_accounts account on account.id = m.account_id
    left join agents author on author.id = m.author_agent_id
    left join lateral (
      select json_agg(json_build_object('id', id::text, 'fileName', file_name, 'mediaType', media_type, 'size', size,
        'inline', inline, 'state', coalesce(nullif(fetch_state, 'there'), 'here'), 'detail', fetch_detail, 'sentence', fetch_sentence) order by position, id) as list
      from attachments where message_id = m.id
    ) files on true`
}

export function messageShape(row: MessageRow, resendOf: ResendOf): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    direction: row.direction,
    kind: row.kind,
    clientId: row.client_id,
    author: authorOf(row),
    subject: row.subject,
    to: row.recipients_to,
    cc: row.recipients_cc,
    replyTo: row.reply_to,
    bcc: row.recipients_bcc,
    body: {
      text: row.body_text,
      sentence: row.body_sentence,
      html: row.body_html,
      textFold: row.text_fold,
      frameUrl: row.body_html === null ? null : `${apiPrefix}/messages/${row.id}/frame`,
      hasFold: row.body_html === null ? row.text_fold !== null : row.has_fold,
      hasRemoteImages: row.body_html !== null && hasRemoteImages(row.body_html),
    },
    attachments: row.attachments.map((file) => ({ ...file, url: `${apiPrefix}/attachments/${file.id}` })),
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    change: row.change,
    reactions: (row.reactions ?? [])
      .filter(({ signs }) => signs.length > 0)
      .map(({ name, signs }) => ({ name, signs })),
    way: row.way,
    answers: row.answers && answeredShape(row.answers),
    automation: row.automation,
    senderProof: row.sender_proof,
    marks: row.marks,
    forwardedFrom: row.forwarded_from && {
      name: row.forwarded_from.displayName,
      address: row.forwarded_from.address,
      isColleagues: row.forwarded_by_agent,
    },
    rawUrl: row.has_raw ? `${apiPrefix}/messages/${row.id}/raw` : null,
    delivery: deliveryOf(row, resendOf),
    occurredAt: row.occurred_at.toISOString(),
    createdAt: row.created_at.toISOString(),
  }
}

function answeredShape({ id, direction, author, text }: NonNullable<MessageRow['answers']>): Message['answers'] {
  return { id, direction, author, excerpt: snippetOf(text) }
}

function authorOf(row: MessageRow): Message['author'] {
  if (row.direction === 'inbound') {
    return { type: 'customer', id: row.contact_id, name: row.sender_name, address: row.sender_address }
  }
  if (row.author_agent_id === null) return { type: 'system', id: null, name: null, address: null }
  return { type: 'agent', id: row.author_agent_id, name: row.author_name, address: null }
}

function deliveryOf(row: MessageRow, resendOf: ResendOf): Message['delivery'] {
  if (row.delivery_state === null) return null
  return {
    state: row.delivery_state,
    detail: row.delivery_detail,
    sentence: row.delivery_sentence,
    technical: row.delivery_technical,
    at: (row.delivery_at ?? row.created_at).toISOString(),
    attempts: row.delivery_attempts,
    nextAttemptAt: row.delivery_state === 'queued' ? (row.deliver_after?.toISOString() ?? null) : null,
    refused: row.refused_recipients.map(({ recipient, reason, sentence = null }) => ({
      address: recipient,
      reason,
      sentence,
    })),
    resend: resendChoice(row.delivery_state, resendOf(row.channel), row.refused_recipients.length > 0),
  }
}
