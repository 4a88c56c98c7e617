import { type Kysely, sql } from 'kysely'
import { appendEvents } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'

export async function renameDesk(
  db: Kysely<Tables>,
  name: string,
  options: { actorAgentId: string | null },
): Promise<{ name: string }> {
  await db.transaction().execute(async (tx) => {
    await sql`update desk set name = ${name}`.execute(tx)
    await appendEvents(tx, [{ type: 'desk.changed', actorAgentId: options.actorAgentId, data: { name } }])
  })
  return { name }
}
