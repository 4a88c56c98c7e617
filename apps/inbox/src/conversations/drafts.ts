/** What an agent has begun to write in a conversation: their own, kept until sent or emptied. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdIn, rowIdOf } from '../http/row-id.ts'

export type Draft = {
  mode: 'reply' | 'note'
  text: string
  attachmentIds: string[]
  /** `null`: as a reply is addressed anew. */
  cc: string[] | null
  bcc: string[] | null
  signed: boolean
  updatedAt: string
}

type DraftRow = Pick<Draft, 'mode' | 'text' | 'cc' | 'bcc' | 'signed'> & { attachment_ids: string[]; updated_at: Date }

export async function findDraft(db: Kysely<Tables>, conversationId: string, agentId: string): Promise<Draft | null> {
  const id = rowIdOf(conversationId, 'conversation')
  const found = await sql<DraftRow>`
    select mode, text, attachment_ids::text[], cc, bcc, signed, updated_at from drafts
    where agent_id = ${agentId} and conversation_id = ${id}::bigint`.execute(db)
  const row = found.rows[0]
  if (!row) return null
  const { attachment_ids: attachmentIds, updated_at: updatedAt, ...draft } = row
  return { ...draft, attachmentIds, updatedAt: updatedAt.toISOString() }
}

/** Without text, files and people there is nothing to keep. */
export async function saveDraft(
  db: Kysely<Tables>,
  conversationId: string,
  options: { agentId: string; draft: Omit<Draft, 'updatedAt'> },
): Promise<void> {
  const { agentId, draft } = options
  const id = rowIdOf(conversationId, 'conversation')
  if (draft.text.trim() === '' && draft.attachmentIds.length === 0 && !draft.cc?.length && !draft.bcc?.length) {
    await sql`delete from drafts where agent_id = ${agentId} and conversation_id = ${id}::bigint`.execute(db)
    return
  }
  const attachmentIds = draft.attachmentIds.map((attachmentId) => rowIdIn('attachmentIds', attachmentId))
  const saved = await sql`
    insert into drafts (agent_id, conversation_id, mode, text, attachment_ids, cc, bcc, signed)
    select ${agentId}, id, ${draft.mode}, ${draft.text}, ${attachmentIds}::bigint[], ${draft.cc}::text[], ${draft.bcc}::text[],
      ${draft.signed}::boolean
    from conversations where id = ${id}::bigint
    on conflict (agent_id, conversation_id) do update
      set mode = excluded.mode, text = excluded.text, attachment_ids = excluded.attachment_ids,
        cc = excluded.cc, bcc = excluded.bcc, signed = excluded.signed, updated_at = now()`.execute(db)
  if (!saved.numAffectedRows) throw notFound('conversation')
}
