/** A conversation as lists, single look-ups and realtime events show it: one row, one mapping. */
import type { Conversation } from '@cordboard/api-contract/conversations'
import { type RawBuilder, sql } from 'kysely'

/** Since 1970: as a number a time costs a tenth of what reading its text does, and a page of the list holds two hundred. */
type Milliseconds = number

export type ConversationRow = {
  id: string
  account_id: string
  account_name: string
  channel: string
  contact_id: string
  contact_name: string | null
  contact_address: string
  is_group: boolean
  subject: string | null
  status: Conversation['status']
  snoozed_until: Milliseconds | null
  assignee_id: string | null
  assignee_name: string | null
  priority: Conversation['priority']
  labels: string[]
  snippet: string
  snippet_sentence: Conversation['snippetSentence']
  snippet_direction: Conversation['snippetDirection']
  last_activity_at: Milliseconds
  /** The same to the microsecond, as cursors need it. */
  activity_key: string
  last_inbound_at: Milliseconds | null
  last_message_id: string | null
  last_inbound_message_id: string | null
  last_read_message_id: string | null
  unsent_count: number
  linked_conversation_id: string | null
  linked_because: Conversation['linkedBecause']
  demo: boolean
  created_at: Milliseconds
}

/**
 * Rows as the interface needs them, in no particular order. `page` is a query of whole rows of `conversations`: the page is cut first,
 * and only its rows are joined. `readerId` is whose read mark is shown; `null` shows none.
 */
export function conversationRows(page: RawBuilder<unknown>, readerId: string | null): RawBuilder<ConversationRow> {
  return sql<ConversationRow>`
    select c.id::text, c.account_id::text, account.name as account_name, account.channel,
      c.contact_id::text, coalesce(contact.name, identity.display_name) as contact_name, identity.address as contact_address, identity.is_group,
      c.subject, c.status, ${milliseconds('snoozed_until')}, c.assignee_id, assignee.name as assignee_name, c.priority, c.labels,
      c.snippet, c.snippet_sentence, c.snippet_direction, ${milliseconds('last_activity_at')},
      c.last_activity_at::text as activity_key, ${milliseconds('last_inbound_at')},
      c.last_message_id::text, c.last_inbound_message_id::text, reading.last_read_message_id::text,
      c.unsent_count, c.linked_conversation_id::text, c.linked_because, c.demo, ${milliseconds('created_at')}
    from (${page}) c
    join channel_accounts account on account.id = c.account_id
    join contacts contact on contact.id = c.contact_id
    join contact_identities identity on identity.id = c.identity_id
    left join agents assignee on assignee.id = c.assignee_id
    left join conversation_reads reading on reading.conversation_id = c.id and reading.agent_id = ${readerId}`
}

function milliseconds(column: string): RawBuilder<unknown> {
  return sql`(extract(epoch from c.${sql.ref(column)}) * 1000)::float8 as ${sql.ref(column)}`
}

export function conversationShape(row: ConversationRow): Conversation {
  return {
    id: row.id,
    account: { id: row.account_id, name: row.account_name, channel: row.channel },
    contact: { id: row.contact_id, name: row.contact_name, address: row.contact_address, isGroup: row.is_group },
    subject: row.subject,
    status: row.status,
    snoozedUntil: timeOf(row.snoozed_until),
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? '' },
    priority: row.priority,
    labels: row.labels,
    snippet: row.snippet,
    snippetSentence: row.snippet_sentence,
    snippetDirection: row.snippet_direction,
    lastActivityAt: new Date(row.last_activity_at).toISOString(),
    lastInboundAt: timeOf(row.last_inbound_at),
    lastMessageId: row.last_message_id,
    lastInboundMessageId: row.last_inbound_message_id,
    lastReadMessageId: row.last_read_message_id,
    unsentCount: row.unsent_count,
    linkedConversationId: row.linked_conversation_id,
    linkedBecause: row.linked_because,
    demo: row.demo,
    createdAt: new Date(row.created_at).toISOString(),
  }
}

function timeOf(time: Milliseconds | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
