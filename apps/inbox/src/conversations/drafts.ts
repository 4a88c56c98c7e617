/** What an agent has begun to write in a conversation: their own, kept until sent or emptied. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdIn, rowIdOf } from '../http/row-id.ts'

export type Draft = { mode: 'reply' | 'note'; text: string; attachmentIds: string[]; updatedAt: string }

type DraftRow = { mode: Draft['mode']; text: string; attachment_ids: string[]; updated_at: Date }

export async function findDraft(db: Kysely<Tables>, conversationId: string, agentId: string): Promise<Draft | null> {
  const id = rowIdOf(conversationId, 'conversation')
  const found = await sql<DraftRow>`
    select mode, text, attachment_ids::text[], updated_at from drafts
    where agent_id = ${agentId} and conversation_id = ${id}::bigint`.execute(db)
  const row = found.rows[0]
  if (!row) return null
  return { mode: row.mode, text: row.text, attachmentIds: row.attachment_ids, updatedAt: row.updated_at.toISOString() }
}

/** Without text and files there is nothing to keep. */
export async function saveDraft(
  db: Kysely<Tables>,
  conversationId: string,
  options: { agentId: string; draft: Omit<Draft, 'updatedAt'> },
): Promise<void> {
  const { agentId, draft } = options
  const id = rowIdOf(conversationId, 'conversation')
  if (draft.text.trim() === '' && draft.attachmentIds.length === 0) {
    await sql`delete from drafts where agent_id = ${agentId} and conversation_id = ${id}::bigint`.execute(db)
    return
  }
  const attachmentIds = draft.attachmentIds.map((attachmentId) => rowIdIn('attachmentIds', attachmentId))
  const saved = await sql`
    insert into drafts (agent_id, conversation_id, mode, text, attachment_ids)
    select ${agentId}, id, ${draft.mode}, ${draft.text}, ${attachmentIds}::bigint[] from conversations where id = ${id}::bigint
    on conflict (agent_id, conversation_id) do update
      set mode = excluded.mode, text = excluded.text, attachment_ids = excluded.attachment_ids, updated_at = now()`.execute(
    db,
  )
  if (!saved.numAffectedRows) throw notFound('conversation')
}
