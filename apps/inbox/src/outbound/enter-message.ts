/** What every message an agent writes needs besides its own row: the conversation's latest words, files, search terms. */
import { snippetOf } from '@cordboard/core/snippet'
import { type Insertable, sql, type Transaction } from 'kysely'
import { termsOf } from '../conversations/search-terms.ts'
import type { Tables } from '../db/tables.ts'
import { attachFiles } from './attach-files.ts'

export type WrittenMessage = Insertable<Tables['messages']> & { direction: 'outbound' | 'note' }

type Written = {
  /** What was written, without what stands under it. */
  text: string
  attachmentIds: readonly string[]
  /** Nobody wrote it: the list keeps showing what the customer said. */
  automatic?: true
}

/** Inserts the message and brings its conversation up to date. The caller holds the conversation's row. */
export async function enterMessage(
  tx: Transaction<Tables>,
  message: WrittenMessage,
  { text, attachmentIds, automatic }: Written,
): Promise<string> {
  const { id } = await tx.insertInto('messages').values(message).returning('id').executeTakeFirstOrThrow()
  await attachFiles(tx, id, attachmentIds)
  await sql`
    insert into conversation_search (message_id, conversation_id, terms)
    values (${id}, ${message.conversation_id}, array_to_tsvector(${termsOf([message.subject ?? '', text])}::text[]))`.execute(
    tx,
  )
  if (automatic) return id
  const shown = message.body_text ?? ''
  await sql`
    update conversations set last_activity_at = greatest(last_activity_at, ${message.occurred_at}), last_message_id = ${id},
      snippet = ${snippetOf(shown.slice(0, message.text_fold ?? shown.length))}, snippet_sentence = null,
      snippet_direction = ${message.direction}
    where id = ${message.conversation_id}`.execute(tx)
  if (message.author_agent_id) {
    await tx
      .deleteFrom('drafts')
      .where('agent_id', '=', message.author_agent_id)
      .where('conversation_id', '=', message.conversation_id)
      .execute()
  }
  return id
}
