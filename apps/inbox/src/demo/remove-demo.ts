/** Takes away everything the demo brought, and nothing else. */
import type pg from 'pg'
import { accountsChannel } from '../accounts/announce-account.ts'
import type { Context } from '../context.ts'
import { inRepeatableTransaction } from '../db/transaction.ts'

/** In one transaction, whose work grows with the demo and not with the desk. Resolves to how many conversations went. */
export async function removeDemo(
  { pool }: Pick<Context, 'pool'>,
  options: { actorAgentId: string | null },
): Promise<{ conversations: number }> {
  return inRepeatableTransaction(pool, async (client) => {
    const accountIds = await lockAccounts(client)
    if (accountIds.length === 0) return { conversations: 0 }
    const conversations = await deleteConversations(client, accountIds)
    await client.query('delete from ledger where account_id = any($1::bigint[])', [accountIds])
    await client.query('delete from channel_accounts where id = any($1::bigint[])', [accountIds])
    for (const id of accountIds) await client.query('select pg_notify($1, $2)', [accountsChannel, id])
    await client.query(
      `select append_events(jsonb_build_array(jsonb_build_object(
        'type', 'desk.changed', 'actorAgentId', $1::text, 'data', jsonb_build_object('demo', false))))`,
      [options.actorAgentId],
    )
    return { conversations }
  })
}

/** Whoever accepts for one of them waits, and then finds it gone. */
async function lockAccounts(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'select id from channel_accounts where demo order by id for update',
  )
  return rows.map(({ id }) => id)
}

/** Messages, files, read marks, drafts and search terms go with their conversation; a contact goes with the last one. */
async function deleteConversations(client: pg.PoolClient, accountIds: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ contact_id: string }>(
    'delete from conversations where account_id = any($1::bigint[]) returning contact_id',
    [accountIds],
  )
  await client.query(
    `delete from contacts where id = any($1::bigint[]) and demo
      and not exists (select from conversations where contact_id = contacts.id)`,
    [rows.map((row) => row.contact_id)],
  )
  return rows.length
}
