/** Writes what the parser says now into a stored message, with all that is derived from it. The caller's transaction holds the account. */
import { snippetOf } from '@cordboard/core/snippet'
import type pg from 'pg'
import { termsOf } from '../conversations/search-terms.ts'
import type { Said, StoredMessage } from './stored-message.ts'

/** Never: the conversation it belongs to, when it happened, what an agent did, and whatever the desk wrote itself. */
export async function changeMessage(client: pg.PoolClient, stored: StoredMessage, now: Said): Promise<void> {
  const { id, said: before } = stored
  await client.query(messageSql, [id, JSON.stringify(now)])
  await client.query(searchSql, [id, now.terms])
  await changeFiles(client, id, now)
  await changeThreadIds(client, id, now)
  await changeConversation(client, id, { before, now })
  await changePerson(client, stored, now)
}

/** Another message may be known by that id already: then this one is a copy of it that was not recognised. */
export async function isTaken(client: pg.Pool | pg.PoolClient, stored: StoredMessage, now: Said): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    `select exists (
      select from messages m, messages self
      where self.id = $1 and m.account_id = self.account_id and m.external_id = $2 and m.id <> self.id
    ) as taken`,
    [stored.id, now.external_id],
  )
  return rows[0]?.taken ?? false
}

const messageSql = `
  update messages m set
    kind = p.kind, external_id = p.external_id, sender_key = p.sender_key, sender_address = p.sender_address,
    sender_name = p.sender_name, subject = p.subject, body_text = p.body_text, body_sentence = p.body_sentence,
    body_html = p.body_html, text_fold = p.text_fold, folded_html = p.folded_html, recipients_to = p.recipients_to,
    recipients_cc = p.recipients_cc, reply_to = p.reply_to, automation = p.automation, sender_proof = p.sender_proof, marks = p.marks,
    forwarded_from = p.forwarded_from, thread_references = p.thread_references, claimed_sent_at = p.claimed_sent_at
  from jsonb_to_record($2::jsonb) as p(
    kind text, external_id text, sender_key text, sender_address text, sender_name text, subject text, body_text text,
    body_sentence jsonb, body_html text, text_fold integer, folded_html text, recipients_to text[], recipients_cc text[], reply_to text[],
    automation text, sender_proof text, marks text[], forwarded_from jsonb, thread_references text[],
    claimed_sent_at timestamptz
  )
  where m.id = $1 and m.direction = 'inbound'`

const searchSql = `
  insert into conversation_search (message_id, conversation_id, terms)
  select id, conversation_id, array_to_tsvector($2::text[]) from messages where id = $1
  on conflict (message_id) do update set terms = excluded.terms`

/** A file with the same bytes at the same place keeps its id, and with it the links to it. */
async function changeFiles(client: pg.PoolClient, id: string, { attachments }: Said): Promise<void> {
  await client.query(
    `with said as (
      select * from jsonb_to_recordset($2::jsonb) as file(
        blob text, file_name text, media_type text, size integer, content_id text, inline boolean, position integer
      )
    ), gone as (
      delete from attachments a where a.message_id = $1 and a.added_by is null and a.fetch_state is null
        and not exists (select from said where said.blob = a.blob and said.position = a.position)
    ), kept as (
      update attachments a set file_name = said.file_name, media_type = said.media_type, content_id = said.content_id,
        inline = said.inline
      from said where a.message_id = $1 and a.blob = said.blob and a.position = said.position returning a.position
    )
    insert into attachments (message_id, blob, file_name, media_type, size, content_id, inline, position)
    select $1, blob, file_name, media_type, size, content_id, inline, position from said
    where position not in (select position from kept)`,
    [id, JSON.stringify(attachments)],
  )
}

/** As they are entered with a new message. */
async function changeThreadIds(client: pg.PoolClient, id: string, said: Said): Promise<void> {
  await client.query('delete from message_thread_ids where message_id = $1', [id])
  if (said.sender_proof === 'refuted') return
  await client.query(
    `insert into message_thread_ids (account_id, thread_id, claimed_by, message_id)
    select account_id, unnest($2::text[]), '', id from messages where id = $1
    union
    select m.account_id, referred.id, m.sender_key, m.id from messages m, unnest($3::text[]) as referred(id)
    where m.id = $1 and not exists (
      select from message_thread_ids known join messages bearer on bearer.id = known.message_id
      where known.account_id = m.account_id and known.thread_id = referred.id and known.claimed_by in ('', m.sender_key)
        and bearer.conversation_id = m.conversation_id
    )`,
    [id, said.thread_ids, said.thread_references],
  )
}

/** The list row's words, where they were this message's. */
async function changeConversation(
  client: pg.PoolClient,
  id: string,
  { before, now }: { before: Said; now: Said },
): Promise<void> {
  await client.query(
    `update conversations c set
      subject = case when c.subject is not distinct from $2 and not exists (
        select from messages earlier where earlier.conversation_id = c.id and (earlier.occurred_at, earlier.id) < (m.occurred_at, m.id)
      ) then $3 else c.subject end,
      snippet = case when follows then $5 else c.snippet end,
      snippet_sentence = case when follows then $6::jsonb else c.snippet_sentence end
    from messages m, lateral (
      select exists (
        select from conversations row where row.id = m.conversation_id and row.snippet = $4 and row.snippet_direction = 'inbound'
      ) and not exists (
        select from messages later where later.conversation_id = m.conversation_id and later.direction = 'inbound'
          and later.automation not in ('bounce', 'report') and (later.occurred_at, later.id) > (m.occurred_at, m.id)
      ) as follows
    ) list
    where m.id = $1 and c.id = m.conversation_id`,
    [
      id,
      before.subject,
      now.subject,
      snippetIn(before),
      snippetIn(now),
      now.body_sentence && JSON.stringify(now.body_sentence),
    ],
  )
}

function snippetIn({ body_text: text, text_fold: fold }: Said): string {
  return snippetOf(fold === null ? text : text.slice(0, fold))
}

/** A name that was misread, where nobody has given another. What nobody could read and now names its sender is theirs. */
async function changePerson(client: pg.PoolClient, { id, said: before }: StoredMessage, now: Said): Promise<void> {
  if (before.sender_key === now.sender_key) {
    if (before.sender_name === now.sender_name || now.sender_name === null) return
    await client.query(renameSql, [id, before.sender_name, now.sender_name, termsOf([now.sender_name])])
  } else if (before.kind === 'unreadable' && now.kind === 'message') {
    const name = [now.sender_address, now.sender_name, termsOf([now.sender_name ?? ''])]
    await client.query(identifySql, [id, before.sender_key, now.sender_key, ...name])
  }
}

const renameSql = `
  with person as (
    select i.id, i.contact_id from messages m join channel_accounts a on a.id = m.account_id
    join contact_identities i on i.channel = a.channel and i.key = m.sender_key where m.id = $1
  ), renamed as (
    update contact_identities i set display_name = $3 from person
    where i.id = person.id and i.display_name is not distinct from $2
  )
  update contacts c set name = $3, name_terms = array_to_tsvector($4::text[]), updated_at = now()
  from person where c.id = person.contact_id and c.name is not distinct from $2`

/** Only where the conversation is with nobody known, and has nothing in it but this message. */
const identifySql = `
  with place as (
    select c.id, a.channel, c.demo from messages m join conversations c on c.id = m.conversation_id
    join contact_identities i on i.id = c.identity_id join channel_accounts a on a.id = c.account_id
    where m.id = $1 and i.key = $2
      and not exists (select from messages other where other.conversation_id = c.id and other.id <> m.id)
  ), known as (
    select i.id, i.contact_id from place join contact_identities i on i.channel = place.channel and i.key = $3
  ), contact as (
    insert into contacts (name, name_terms, demo) select $5, array_to_tsvector($6::text[]), demo from place
    where not exists (select from known) returning id
  ), made as (
    insert into contact_identities (contact_id, channel, key, address, display_name)
    select contact.id, place.channel, $3, $4, $5 from contact, place returning id, contact_id
  ), participant as (
    insert into conversation_participants (conversation_id, key) select id, $3 from place on conflict do nothing
  ), former as (
    delete from conversation_participants p using place where p.conversation_id = place.id and p.key = $2
  )
  update conversations c set identity_id = person.id, contact_id = person.contact_id
  from place, (select * from known union all select * from made) person where c.id = place.id`
