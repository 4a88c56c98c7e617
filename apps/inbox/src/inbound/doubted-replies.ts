import type pg from 'pg'
import type { DeliveryChange } from '../outbound/change-delivery.ts'

/**
 * Replies nobody knew the fate of, which this message answers: whoever quotes the id of a mail has seen it, so it went out. Whether they
 * may write into its conversation is another question.
 */
export async function doubtedReplies(
  client: pg.PoolClient,
  accountId: string,
  references: readonly string[],
): Promise<DeliveryChange[]> {
  if (references.length === 0) return []
  const { rows } = await client.query<{ id: string }>({
    name: 'doubted_replies',
    text: `
      select distinct m.id::text from messages m join message_thread_ids t on t.message_id = m.id and t.account_id = $1::bigint
      where m.account_id = $1::bigint and m.delivery_state = 'unconfirmed' and t.claimed_by = '' and t.thread_id = any($2::text[])`,
    values: [accountId, references],
  })
  return rows.map(({ id }) => ({ messageId: id, to: 'sent' }))
}
