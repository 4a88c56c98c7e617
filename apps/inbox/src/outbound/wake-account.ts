import { sql } from 'kysely'
import type { Context } from '../context.ts'

/** Rings for every conversation of an account with replies to send: it can send (again), and what they waited for is over. */
export async function wakeAccount(
  { db, doorbell }: Pick<Context, 'db' | 'doorbell'>,
  accountId: string,
): Promise<void> {
  const { rows } = await sql<{ conversation_id: string }>`
    with woken as (
      update messages set deliver_after = null where account_id = ${accountId} and delivery_state = 'queued'
      returning conversation_id
    )
    select distinct conversation_id from woken`.execute(db)
  await doorbell.ring.bulkDrain(rows.map((row) => row.conversation_id))
}
