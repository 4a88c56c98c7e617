/** Gives a message other words, with what is found by them and the list row where it shows them. The former ones are kept beside them. */
import { snippetOf } from '@cordboard/core/snippet'
import type pg from 'pg'
import { termsOf } from '../conversations/search-terms.ts'
import { storableJson, storableText } from '../inbound/storable.ts'

export type Words = {
  body_text: string
  body_sentence: unknown
  body_html: string | null
  text_fold: number | null
  folded_html: string | null
}

export type WordedMessage = Words & {
  id: string
  direction: 'inbound' | 'outbound' | 'note'
  sender_address: string | null
  sender_name: string | null
  subject: string | null
}

/** Marks the message as edited. `null` when there is none. */
export async function keepFormerWords(
  client: pg.PoolClient,
  id: string,
  editedAt: Date,
): Promise<WordedMessage | null> {
  const { rows } = await client.query<WordedMessage & { said_at: Date }>(
    `select id, direction, sender_address, sender_name, subject, body_text, body_sentence, body_html, text_fold, folded_html,
       coalesce(edited_at, occurred_at) as said_at
     from messages where id = $1 for update`,
    [id],
  )
  const message = rows[0]
  if (!message) return null
  await keepVersion(client, id, message)
  await client.query('update messages set edited_at = $2 where id = $1', [id, editedAt])
  return message
}

export async function keepVersion(
  client: pg.PoolClient,
  id: string,
  version: Words & { said_at: Date },
): Promise<void> {
  const { said_at, body_text, body_sentence, body_html, text_fold, folded_html } = version
  await client.query(
    `insert into message_versions (message_id, said_at, body_text, body_sentence, body_html, text_fold, folded_html)
     select $1, v.* from jsonb_to_record($2::jsonb) as v(
       said_at timestamptz, body_text text, body_sentence jsonb, body_html text, text_fold integer, folded_html text)`,
    [id, storableJson({ said_at, body_text, body_sentence, body_html, text_fold, folded_html })],
  )
}

export async function setWords(client: pg.PoolClient, message: WordedMessage, words: Words): Promise<void> {
  const { body_text, body_sentence, body_html, text_fold, folded_html } = words
  await client.query(
    `update messages m set body_text = w.body_text, body_sentence = w.body_sentence, body_html = w.body_html,
       text_fold = w.text_fold, folded_html = w.folded_html
     from jsonb_to_record($2::jsonb) as w(body_text text, body_sentence jsonb, body_html text, text_fold integer, folded_html text)
     where m.id = $1`,
    [message.id, storableJson({ body_text, body_sentence, body_html, text_fold, folded_html })],
  )
  await findBy(client, message, body_text)
  await client.query(listRowSql, [
    message.id,
    snippetIn(message),
    snippetIn(words),
    body_sentence === null ? null : storableJson(body_sentence),
    message.direction,
  ])
}

async function findBy(client: pg.PoolClient, message: WordedMessage, text: string): Promise<void> {
  const files = await client.query<{ name: string }>(
    'select file_name as name from attachments where message_id = $1 and not inline order by position',
    [message.id],
  )
  const { subject, sender_name, sender_address } = message
  const names = files.rows.map(({ name }) => name).join(' ')
  const terms = termsOf([subject ?? '', sender_name ?? '', sender_address ?? '', names, text])
  await client.query('update conversation_search set terms = array_to_tsvector($2::text[]) where message_id = $1', [
    message.id,
    terms.map(storableText),
  ])
}

const listRowSql = `
  update conversations c set snippet = $3, snippet_sentence = $4::jsonb
  from messages m
  where m.id = $1 and c.id = m.conversation_id and c.snippet = $2 and c.snippet_direction = $5 and not exists (
    select from messages later where later.conversation_id = m.conversation_id and later.direction = $5
      and (later.occurred_at, later.id) > (m.occurred_at, m.id)
  )`

function snippetIn({ body_text, text_fold }: Words): string {
  return snippetOf(text_fold === null ? body_text : body_text.slice(0, text_fold))
}
