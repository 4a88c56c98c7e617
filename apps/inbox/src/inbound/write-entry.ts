/** Stores one inbound message with everything that hangs on it, in one statement: contact, conversation, ids, files, search terms. */
import type pg from 'pg'
import { termsOf } from '../conversations/search-terms.ts'
import { storableJson, storableText } from './storable.ts'
import type { LinkedTo } from '@cordboard/core/threading'
import type { Entry } from './entry.ts'

export type Destination =
  | { kind: 'join'; conversationId: string; reopens: boolean; moves: boolean; news: boolean }
  | {
      kind: 'open'
      status: 'open' | 'resolved'
      news: boolean
      linked: LinkedTo | null
      identity: { id: string; contactId: string } | null
    }

export type Written = { messageId: string; conversationId: string }

type Origin = {
  id: string
  account_id: string
  channel: string
  demo: boolean
  received_at: Date
}

/**
 * Mail servers count in whole seconds. Of that second the latest moment that is not in the future is taken, so that an answer never
 * stands before the reply it answers; a wrong clock never puts a message into the future.
 */
export function momentOf(receivedAt: Date, now: Date): Date {
  const latestMs = receivedAt.getMilliseconds() === 0 ? receivedAt.getTime() + 999 : receivedAt.getTime()
  return new Date(Math.min(latestMs, now.getTime()))
}

/** `moves`: whether the conversation's place in the list and its snippet follow the message. `news`: whether it is unread. */
export async function writeEntry(
  client: pg.PoolClient,
  entry: Entry,
  { origin, to }: { origin: Origin; to: Destination },
): Promise<Written> {
  const { terms, sender, group, ...stored } = entry
  const parameters = {
    ...stored,
    ledger_id: origin.id,
    account_id: origin.account_id,
    channel: origin.channel,
    demo: origin.demo,
    // A provider's clock may be wrong by years; nothing happened later than now.
    occurred_at: momentOf(origin.received_at, new Date()),
    sender_key: sender.key,
    sender_address: sender.address,
    sender_name: sender.displayName,
    // Whose conversation it is: a group's is the group's, whoever of it writes.
    with_key: (group ?? sender).key,
    with_group: group !== null,
    news: to.news,
    ...(to.kind === 'join'
      ? { conversation_id: to.conversationId, reopens: to.reopens, moves: to.moves }
      : {
          status: to.status,
          linked_to: to.linked?.conversationId ?? null,
          linked_because: to.linked?.because ?? null,
          identity_id: to.identity?.id ?? null,
          contact_id: to.identity?.contactId ?? null,
          with_address: (group ?? sender).address,
          with_name: (group ?? sender).displayName,
          name_terms: termsOf([(group ?? sender).displayName ?? '']),
        }),
  }
  const { rows } = await client.query<{ message_id: string; conversation_id: string }>({
    name: to.kind === 'join' ? 'join_conversation' : 'open_conversation',
    text: to.kind === 'join' ? joinSql : openSql,
    values: [storableJson(parameters), terms.map(storableText)],
  })
  const row = rows[0]
  if (!row) throw new Error(`Ledger row ${origin.id} gave no message.`)
  return { messageId: row.message_id, conversationId: row.conversation_id }
}

/** Ids are drawn first, because a row made by a statement cannot be changed by the same one. */
const given = (conversationId: string) => `
  with entry as materialized (
    select p.*, nextval('messages_id_seq') as message_id, ${conversationId} as into_conversation
    from jsonb_to_record($1::jsonb) as p(
      kind text, external_id text, thread_ids text[], "references" text[], thread_key text,
      recipients_to text[], recipients_cc text[], reply_to text[], subject text, body_text text, body_sentence jsonb, body_html text, text_fold integer,
      folded_html text, snippet text, automation text, sender_proof text, marks text[], forwarded_from jsonb, claimed_sent_at timestamptz, attachments jsonb,
      ledger_id bigint, account_id bigint, channel text, demo boolean, occurred_at timestamptz,
      sender_key text, sender_address text, sender_name text, way text, with_key text, with_group boolean, with_address text, with_name text,
      conversation_id bigint, reopens boolean, moves boolean, news boolean,
      status text, linked_to bigint, linked_because text, identity_id bigint, contact_id bigint, name_terms text[]
    )
  )`

/** Columns of `attachments` as they come with a message. */
export const fileColumns =
  'blob, file_name, media_type, size, content_id, inline, position, fetch_state, fetch_ref, fetch_detail, fetch_sentence'

/** As `Entry` has its files. */
export const fileRecord = `file(
  blob text, file_name text, media_type text, size integer, content_id text, inline boolean, position integer,
  fetch_state text, fetch_ref jsonb, fetch_detail text, fetch_sentence jsonb
)`

const message = `
  message as (
    insert into messages (
      id, conversation_id, account_id, direction, kind, external_id, ledger_id, sender_key, sender_address, sender_name,
      subject, body_text, body_sentence, body_html, text_fold, folded_html, recipients_to, recipients_cc, reply_to, automation, sender_proof, marks, forwarded_from,
      thread_references, way,
      claimed_sent_at, occurred_at
    ) overriding system value
    select message_id, into_conversation, account_id, 'inbound', kind, external_id, ledger_id, sender_key, sender_address, sender_name,
      subject, body_text, body_sentence, body_html, text_fold, folded_html, recipients_to, recipients_cc, reply_to, automation, sender_proof, marks, forwarded_from,
      "references", way,
      claimed_sent_at, occurred_at
    from entry
  ),
  thread_ids as (
    insert into message_thread_ids (account_id, thread_id, claimed_by, message_id)
    select account_id, unnest(thread_ids), '', message_id from entry where sender_proof <> 'refuted'
    union
    select account_id, referred.id, with_key, message_id from entry, unnest("references") as referred(id)
    where sender_proof <> 'refuted' and not exists (
      select from message_thread_ids known join messages bearer on bearer.id = known.message_id
      where known.account_id = entry.account_id and known.thread_id = referred.id and known.claimed_by in ('', with_key)
        and bearer.conversation_id = into_conversation
    )
  ),
  files as (
    insert into attachments (message_id, ${fileColumns}) select message_id, ${fileColumns}
    from entry, jsonb_to_recordset(attachments) as ${fileRecord}
  ),
  search as (
    insert into conversation_search (message_id, conversation_id, terms)
    select message_id, into_conversation, array_to_tsvector($2::text[]) from entry
  )
  select message_id, into_conversation as conversation_id from entry`

const openSql = `${given(`nextval('conversations_id_seq')`)},
  new_contact as (
    insert into contacts (name, name_terms, demo)
    select with_name, array_to_tsvector(name_terms), demo from entry where identity_id is null returning id
  ),
  new_identity as (
    insert into contact_identities (contact_id, channel, key, address, display_name, is_group)
    select new_contact.id, channel, with_key, with_address, with_name, with_group from entry, new_contact returning id, contact_id
  ),
  identity as (
    select id, contact_id from new_identity
    union all select identity_id, contact_id from entry where identity_id is not null
  ),
  conversation as (
    insert into conversations (
      id, account_id, contact_id, identity_id, thread_key, subject, status, last_activity_at, last_inbound_at,
      last_message_id, last_inbound_message_id, snippet, snippet_sentence, snippet_direction, linked_conversation_id, linked_because, demo
    ) overriding system value
    select into_conversation, account_id, identity.contact_id, identity.id, thread_key, subject, status, occurred_at, occurred_at,
      message_id, case when news then message_id end, snippet, body_sentence, 'inbound', linked_to, linked_because, demo
    from entry, identity
  ),
  participant as (
    insert into conversation_participants (conversation_id, key) select into_conversation, with_key from entry
  ),
  ${message}`

const joinSql = `${given('conversation_id')},
  conversation as (
    update conversations c set
      status = case when entry.reopens then 'open' else c.status end,
      snoozed_until = case when entry.reopens then null else c.snoozed_until end,
      subject = coalesce(c.subject, entry.subject),
      snippet = case when entry.moves and entry.occurred_at >= c.last_activity_at then entry.snippet else c.snippet end,
      snippet_sentence =
        case when entry.moves and entry.occurred_at >= c.last_activity_at then entry.body_sentence else c.snippet_sentence end,
      snippet_direction =
        case when entry.moves and entry.occurred_at >= c.last_activity_at then 'inbound' else c.snippet_direction end,
      last_activity_at = case when entry.moves then greatest(c.last_activity_at, entry.occurred_at) else c.last_activity_at end,
      last_inbound_at =
        case when entry.automation = 'none' then greatest(c.last_inbound_at, entry.occurred_at) else c.last_inbound_at end,
      last_message_id = entry.message_id,
      last_inbound_message_id = case when entry.news then entry.message_id else c.last_inbound_message_id end
    from entry where c.id = entry.conversation_id
  ),
  ${message}`
