import type { SentenceCode } from '@cordboard/core/sentence'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { rowIdOf } from '../http/row-id.ts'

type FormerWords = { text: string; sentence: SentenceCode | null; saidAt: string }

/** What a message said before it was edited, oldest first. */
export async function formerWords({ db }: Pick<Context, 'db'>, messageId: string): Promise<FormerWords[]> {
  const { rows } = await sql<{ text: string; sentence: SentenceCode | null; said_at: Date }>`
    select body_text as text, body_sentence as sentence, said_at from message_versions
    where message_id = ${rowIdOf(messageId, 'message')}::bigint order by said_at, id`.execute(db)
  return rows.map(({ text, sentence, said_at }) => ({ text, sentence, saidAt: said_at.toISOString() }))
}
