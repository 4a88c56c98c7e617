/** Inbound messages as they are stored, in the words of the entries they were made from. */
import type { SenderProof } from '@cordboard/core/message'
import type pg from 'pg'
import type { Entry, StoredAttachment } from '../inbound/entry.ts'
import { storableJson } from '../inbound/storable.ts'

/** What a parser says of a message, as the database holds it: JSON, dates as text. */
export type Said = Pick<
  Entry,
  | 'kind'
  | 'external_id'
  | 'subject'
  | 'body_text'
  | 'body_sentence'
  | 'body_html'
  | 'text_fold'
  | 'folded_html'
  | 'automation'
  | 'forwarded_from'
> & {
  /** Null in messages stored before there was one. */
  sender_proof: SenderProof | null
  sender_key: string
  sender_address: string
  sender_name: string | null
  recipients_to: string[]
  recipients_cc: string[]
  reply_to: string[]
  marks: string[]
  thread_ids: string[]
  thread_references: string[]
  claimed_sent_at: string | null
  attachments: StoredAttachment[]
  terms: string[]
}

/** `changed_since`: by the customer, so that its words are no longer those of its row. */
export type StoredMessage = {
  id: string
  conversation_id: string
  ledger_id: string
  said: Said
  changed_since: boolean
}

/** Of these ledger rows; locked until the transaction ends where `lock` is set. */
export async function loadStored(
  client: pg.Pool | pg.PoolClient,
  ledgerIds: readonly string[],
  { lock }: { lock: boolean },
): Promise<StoredMessage[]> {
  const { rows } = await client.query<StoredMessage>(`${storedSql} ${lock ? 'for update of m' : ''}`, [ledgerIds])
  return rows.map((row) => ({ ...row, said: settled(row.said) }))
}

/** The same of an entry that a parser made now. */
export function saidOf(entry: Entry): Said {
  const {
    sender,
    references,
    thread_ids,
    snippet: _snippet,
    thread_key: _key,
    ...rest
  } = JSON.parse(storableJson(entry)) as Entry & {
    claimed_sent_at: string | null
    marks: string[]
    recipients_to: string[]
    recipients_cc: string[]
    reply_to: string[]
  }
  return settled({
    ...rest,
    // What is fetched later is the provider's, not the parser's.
    attachments: rest.attachments.filter(({ blob }) => blob !== null),
    sender_key: sender.key,
    sender_address: sender.address,
    sender_name: sender.displayName,
    // A forgery takes no id for its own.
    thread_ids: rest.sender_proof === 'refuted' ? [] : thread_ids,
    thread_references: references,
  })
}

/** Of what has no order, the order is settled; times are told alike. */
function settled(said: Said): Said {
  return {
    ...said,
    marks: said.marks.toSorted(),
    thread_ids: [...new Set(said.thread_ids)].toSorted(),
    terms: [...new Set(said.terms)].toSorted(),
    claimed_sent_at: said.claimed_sent_at === null ? null : new Date(said.claimed_sent_at).toISOString(),
  }
}

const storedSql = `
  select m.id::text, m.conversation_id::text, m.ledger_id::text,
    exists (select from message_changes c where c.message_id = m.id and c.type in ('edited', 'added')) as changed_since, jsonb_build_object(
    'kind', m.kind, 'external_id', m.external_id, 'subject', m.subject, 'body_text', m.body_text,
    'body_sentence', m.body_sentence, 'body_html', m.body_html, 'text_fold', m.text_fold, 'folded_html', m.folded_html,
    'automation', m.automation, 'sender_proof', m.sender_proof, 'forwarded_from', m.forwarded_from,
    'sender_key', m.sender_key, 'sender_address', m.sender_address, 'sender_name', m.sender_name,
    'recipients_to', m.recipients_to, 'recipients_cc', m.recipients_cc, 'reply_to', m.reply_to, 'marks', m.marks,
    'thread_references', m.thread_references, 'claimed_sent_at', m.claimed_sent_at,
    'thread_ids', (
      select coalesce(jsonb_agg(thread_id), '[]') from message_thread_ids where message_id = m.id and claimed_by = ''
    ),
    'attachments', (
      select coalesce(jsonb_agg(jsonb_build_object('blob', blob, 'file_name', file_name, 'media_type', media_type,
        'size', size, 'content_id', content_id, 'inline', inline, 'position', position) order by position, id), '[]')
      from attachments where message_id = m.id and added_by is null and fetch_state is null
    ),
    'terms', (
      select coalesce(to_jsonb(tsvector_to_array(terms)), '[]') from conversation_search where message_id = m.id
    )
  ) as said
  from messages m where m.ledger_id = any($1::bigint[]) and m.direction = 'inbound' order by m.id`
