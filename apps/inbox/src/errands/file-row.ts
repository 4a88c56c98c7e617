/** The row of a file that is to be fetched: who has it in hand, and what became of it. */
import type { AttachmentRef } from '@cordboard/core/channel/channel'
import type { SentenceCode } from '@cordboard/core/sentence'
import type { StoredBlob } from '../blobs/blob-store.ts'
import type { Context } from '../context.ts'

export type FileToFetch = {
  id: string
  message_id: string
  ref: AttachmentRef
  /** This one included. */
  attempts: number
  /** Of the account's settings. */
  revision: number
}

type Needs = Pick<Context, 'pool'>

/** How long whoever has it in hand may take; after a crash somebody else takes it then. */
const claimMinutes = 5

/** The account's oldest that is due, `null` when there is none. */
export async function claimFile({ pool }: Needs, accountId: string): Promise<FileToFetch | null> {
  const { rows } = await pool.query<FileToFetch>(
    `with due as (
       select f.id, a.revision from attachments f
       join messages m on m.id = f.message_id join channel_accounts a on a.id = m.account_id
       where f.fetch_state = 'pending' and (f.fetch_after is null or f.fetch_after <= now())
         and a.id = $1 and a.enabled and a.deleted_at is null
       order by f.id limit 1 for update of f skip locked
     )
     update attachments f set fetch_attempts = f.fetch_attempts + 1, fetch_after = now() + ${claimMinutes} * interval '1 minute'
     from due where f.id = due.id
     returning f.id, f.message_id, f.fetch_ref as ref, f.fetch_attempts as attempts, due.revision`,
    [accountId],
  )
  return rows[0] ?? null
}

export async function storeFile({ pool }: Needs, file: FileToFetch, { hash, size }: StoredBlob): Promise<void> {
  await pool.query(
    `with stored as (
       update attachments set fetch_state = 'there', blob = $2, size = $3, fetch_detail = null, fetch_sentence = null, fetch_after = null
       where id = $1 and fetch_state = 'pending' returning message_id
     ) ${tellSql}`,
    [file.id, hash, size],
  )
}

export async function failFile(
  { pool }: Needs,
  file: FileToFetch,
  { detail, sentence }: { detail: string; sentence: SentenceCode | null },
): Promise<void> {
  await pool.query(
    `with stored as (
       update attachments set fetch_state = 'failed', fetch_detail = $2, fetch_sentence = $3, fetch_after = null
       where id = $1 and fetch_state = 'pending' returning message_id
     ) ${tellSql}`,
    [file.id, detail, sentence && JSON.stringify(sentence)],
  )
}

export async function postponeFile(
  { pool }: Needs,
  { id }: FileToFetch,
  { waitMs, counts }: { waitMs: number; counts: boolean },
): Promise<void> {
  await pool.query(
    `update attachments set fetch_after = now() + $2::bigint * interval '1 millisecond',
       fetch_attempts = greatest(0, fetch_attempts - $3::int)
     where id = $1 and fetch_state = 'pending'`,
    [id, Math.ceil(waitMs), counts ? 0 : 1],
  )
}

/** The provider asked for a wait: what the account has besides would only be told the same. */
export async function postponeFiles({ pool }: Needs, accountId: string, waitMs: number): Promise<void> {
  await pool.query(
    `update attachments f set fetch_after = now() + $2::bigint * interval '1 millisecond'
     from messages m
     where m.id = f.message_id and m.account_id = $1 and f.fetch_state = 'pending' and (f.fetch_after is null or f.fetch_after <= now())`,
    [accountId, Math.ceil(waitMs)],
  )
}

const tellSql = `
  select append_events(jsonb_build_array(jsonb_build_object(
    'type', 'message.changed', 'accountId', m.account_id::text, 'conversationId', m.conversation_id::text,
    'messageId', m.id::text, 'data', jsonb_build_object('because', 'file'))))
  from stored join messages m on m.id = stored.message_id`
