import { sql } from 'kysely'
import type { Context } from '../context.ts'

/** Rings for every conversation of an account with replies to send: it can send (again). */
export async function wakeAccount(
  { db, doorbell }: Pick<Context, 'db' | 'doorbell'>,
  accountId: string,
): Promise<void> {
  const { rows } = await sql<{ conversation_id: string }>`
    select distinct conversation_id from messages where account_id = ${accountId} and delivery_state = 'queued'`.execute(
    db,
  )
  await doorbell.ring.bulkDrain(rows.map((row) => row.conversation_id))
}
