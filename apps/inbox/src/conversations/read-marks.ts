import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdIn, rowIdOf } from '../http/row-id.ts'

/** Moves an agent's own mark; `null` makes the conversation unread again. */
export async function markRead(
  db: Kysely<Tables>,
  conversationId: string,
  options: { agentId: string; lastReadMessageId: string | null },
): Promise<void> {
  const id = rowIdOf(conversationId, 'conversation')
  if (options.lastReadMessageId === null) {
    await sql`delete from conversation_reads where agent_id = ${options.agentId} and conversation_id = ${id}::bigint`.execute(
      db,
    )
    return
  }
  const messageId = rowIdIn('lastReadMessageId', options.lastReadMessageId)
  const moved = await sql`
    insert into conversation_reads (agent_id, conversation_id, last_read_message_id)
    select ${options.agentId}, id, ${messageId}::bigint from conversations where id = ${id}::bigint
    on conflict (agent_id, conversation_id) do update set last_read_message_id = excluded.last_read_message_id`.execute(
    db,
  )
  if (!moved.numAffectedRows) throw notFound('conversation')
}
