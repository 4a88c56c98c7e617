/** What a provider showed of a reply nobody knew the fate of, written down. */
import type { Context } from '../context.ts'
import { inRepeatableTransaction } from '../db/transaction.ts'
import { moveDeliveryIn } from './change-delivery.ts'

export type FoundSent = { messageId: string; accountId: string; externalId: string }

/** Resolves to `false`, with nothing written, where the id turned out to be another reply's, or the reply's state has moved on. */
export async function recordFound(
  { pool }: Pick<Context, 'pool'>,
  { messageId, accountId, externalId }: FoundSent,
): Promise<boolean> {
  return inRepeatableTransaction(pool, async (client) => {
    // Two replies with the same words are looked for at the same time, and only one of them is the one that was found.
    await client.query('select from channel_accounts where id = $1 for no key update', [accountId])
    const { rows } = await client.query<{ taken: boolean }>(takenSql, [accountId, externalId, messageId])
    if (rows[0]?.taken) return false
    await client.query(
      `with given as (
         insert into message_thread_ids (account_id, thread_id, message_id) values ($1, $2, $3) on conflict do nothing
       )
       update messages set provider_ids = array[$2] where id = $3 and envelope->>'externalId' is null`,
      [accountId, externalId, messageId],
    )
    return moveDeliveryIn(client, { messageId, to: 'sent', from: 'unconfirmed' })
  })
}

/** Whether another reply of the account bears this id. */
export async function isOthers(
  { pool }: Pick<Context, 'pool'>,
  { messageId, accountId, externalId }: FoundSent,
): Promise<boolean> {
  const { rows } = await pool.query<{ taken: boolean }>(takenSql, [accountId, externalId, messageId])
  return rows[0]?.taken ?? false
}

const takenSql = `
  select exists (
    select from message_thread_ids t join messages m on m.id = t.message_id and m.direction = 'outbound'
    where t.account_id = $1 and t.thread_id = $2 and t.claimed_by = '' and t.message_id <> $3
  ) as taken`
