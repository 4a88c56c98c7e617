import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type Upload = { id: string; file_name: string; media_type: string; size: number }

/**
 * Locks uploads nobody has sent yet, in the order asked for. `null` when one is missing, already sent, or somebody else's; an API key
 * (`agentId` null) has none of its own and may send any.
 */
export async function lockUploads(
  tx: Transaction<Tables>,
  ids: readonly string[],
  agentId: string | null,
): Promise<Upload[] | null> {
  if (ids.length === 0) return []
  const { rows } = await sql<Upload>`
    select id, file_name, media_type, size from attachments
    where id = any(${[...ids]}::bigint[]) and message_id is null
      and (${agentId}::text is null or uploaded_by is null or uploaded_by = ${agentId})
    order by id for update`.execute(tx)
  const found = ids.map((id) => rows.find((row) => row.id === id))
  return found.every((upload) => upload !== undefined) ? found : null
}

export async function attachFiles(tx: Transaction<Tables>, messageId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update attachments set message_id = ${messageId}, position = list.position
    from unnest(${[...ids]}::bigint[]) with ordinality as list(id, position) where attachments.id = list.id`.execute(tx)
}
