/** Writes what became of a message later. Each resolves to whether anything of it is to be seen. */
import { isDeepStrictEqual } from 'node:util'
import type { InboundBody } from '@cordboard/core/message'
import type pg from 'pg'
import type { StoredReaction } from '../db/message-tables.ts'
import { keepVersion, setWords, type WordedMessage, type Words } from '../messages/set-words.ts'
import type { StoredAttachment } from './entry.ts'
import type { ChangedMessage } from './find-changed.ts'
import { storableJson, storableText } from './storable.ts'
import { fileColumns, fileRecord } from './write-entry.ts'

/** Beyond these nobody reads who signed. */
const mostReactions = 100

/** The former words stay, beside the new ones. An edit that arrives after a later one is former words itself. */
export async function changeWords(
  client: pg.PoolClient,
  target: ChangedMessage,
  { body, at }: { body: InboundBody; at: Date },
): Promise<boolean> {
  const words = wordsOf(body)
  if (words.body_text === target.body_text && words.body_html === target.body_html) return false
  // Of two that came at the same time, the later row of the ledger is the later edit.
  if (target.edited_at !== null && target.edited_at > at) {
    await keepVersion(client, target.id, { ...words, said_at: at })
    return true
  }
  const { body_text, body_sentence, body_html, text_fold, folded_html } = target
  const saidAt = target.edited_at ?? target.occurred_at
  await keepVersion(client, target.id, { body_text, body_sentence, body_html, text_fold, folded_html, said_at: saidAt })
  await client.query('update messages set edited_at = $2 where id = $1', [target.id, at])
  await setWords(client, target, words)
  return true
}

export async function markDeleted(client: pg.PoolClient, target: ChangedMessage, at: Date): Promise<boolean> {
  if (target.deleted_at !== null) return false
  await client.query('update messages set deleted_at = $2 where id = $1', [target.id, at])
  return true
}

/** An edit may put another file in the place of one: it stands beside the former one, which is kept as former words are. */
export async function addOtherFiles(
  client: pg.PoolClient,
  target: WordedMessage,
  { files, ledgerId }: { files: readonly StoredAttachment[]; ledgerId: string },
): Promise<boolean> {
  if (files.length === 0) return false
  const { rows: known } = await client.query<FileIdentity>(
    'select blob, fetch_ref, file_name, size from attachments where message_id = $1',
    [target.id],
  )
  const others = files.filter((file) => !known.some((one) => isSameFile(one, file)))
  return others.length > 0 && addParts(client, target, { body: null, files: others, ledgerId })
}

type FileIdentity = Pick<StoredAttachment, 'blob' | 'fetch_ref' | 'file_name' | 'size'>

function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  const [ref, otherRef] = [one.fetch_ref ?? null, other.fetch_ref ?? null]
  if (ref === null && otherRef === null && (one.blob !== null || other.blob !== null)) return one.blob === other.blob
  if (ref === null || otherRef === null)
    return ref === otherRef && one.file_name === other.file_name && one.size === other.size
  const { uniqueId } = ref
  return uniqueId === undefined ? isDeepStrictEqual(ref, otherRef) : uniqueId === otherRef['uniqueId']
}

/** What names one part names the message it is part of: an edit of one picture's words, a sign on it, an answer to it. */
export async function knowByParts(
  client: pg.PoolClient,
  { id }: Pick<ChangedMessage, 'id'>,
  { accountId, ids }: { accountId: string; ids: readonly string[] },
): Promise<void> {
  await client.query(
    `insert into message_thread_ids (account_id, thread_id, claimed_by, message_id)
     select $1, part.id, '', $2 from unnest($3::text[]) as part(id) on conflict do nothing`,
    [accountId, id, ids],
  )
}

/** Files come after those that are there; words after words. */
export async function addParts(
  client: pg.PoolClient,
  target: WordedMessage,
  { body, files, ledgerId }: { body: InboundBody | null; files: readonly StoredAttachment[]; ledgerId: string },
): Promise<boolean> {
  if (files.length > 0) {
    await client.query(
      `insert into attachments (message_id, added_by, ${fileColumns})
       select $1, $3, blob, file_name, media_type, size, content_id, inline,
         position + (select coalesce(max(position) + 1, 0) from attachments where message_id = $1::bigint),
         fetch_state, fetch_ref, fetch_detail, fetch_sentence
       from jsonb_to_recordset($2::jsonb) as ${fileRecord}`,
      [target.id, storableJson(files), ledgerId],
    )
  }
  const said = body === null || body.text.trim() === '' ? null : wordsOf(body)
  if (said !== null || files.length > 0) await setWords(client, target, said === null ? target : joined(target, said))
  return said !== null || files.length > 0
}

export async function react(
  client: pg.PoolClient,
  { id, reactions }: ChangedMessage,
  reaction: StoredReaction,
): Promise<boolean> {
  const before = (reactions ?? []).find(({ key }) => key === reaction.key)
  if (before && before.at > reaction.at) return false
  const others = (reactions ?? []).filter(({ key }) => key !== reaction.key)
  // Signs taken back stay as an empty row, so that an older one that arrives late puts nothing there again.
  const all = [...others, reaction].slice(-mostReactions)
  await client.query('update messages set reactions = $2::jsonb where id = $1', [id, storableJson(all)])
  return true
}

function wordsOf({ text, sentence, html, textFold, foldedHtml }: InboundBody): Words {
  return {
    body_text: storableText(text),
    body_sentence: sentence ?? null,
    body_html: html === null ? null : storableText(html),
    text_fold: textFold,
    folded_html: foldedHtml,
  }
}

/** A sentence of the channel's in place of words gives way to words. */
function joined(before: Words, said: Words): Words {
  if (before.body_text.trim() === '' || before.body_sentence !== null) return said
  const html = before.body_html !== null && said.body_html !== null ? `${before.body_html}${said.body_html}` : null
  return {
    ...said,
    body_text: `${before.body_text}\n\n${said.body_text}`,
    body_html: html,
    text_fold: null,
    folded_html: null,
  }
}
