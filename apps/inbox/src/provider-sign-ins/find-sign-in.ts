import type { ProviderSignIn } from '@cordboard/api-contract/provider-sign-ins'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'

/** Only to the session that began it. */
export async function findSignIn(
  db: Kysely<Tables>,
  { id, sessionId }: { id: string; sessionId: string },
): Promise<ProviderSignIn> {
  const row = await db
    .selectFrom('provider_sign_ins')
    .select(['id', 'channel', 'account_id', 'account_name', 'failure'])
    .where('id', '=', rowIdOf(id, 'sign-in'))
    .where('session_id', '=', sessionId)
    .executeTakeFirst()
  if (!row) throw notFound('sign-in')
  const { channel, account_id: accountId, account_name: name, failure } = row
  return { id: row.id, channel, accountId, name, failure }
}
