import { type Kysely, sql } from 'kysely'
import type { AnyChannel, Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { secretsRow } from './load-account.ts'
import { splitSettings } from './settings.ts'

/** Writes checked settings to an account's row, secrets sealed. `bumps` makes the listener that holds it reconnect. */
export async function storeSettings(
  db: Kysely<Tables>,
  { id, channel, settings }: { id: string; channel: AnyChannel; settings: object },
  { secrets: seals, bumps }: Pick<Context, 'secrets'> & { bumps: boolean },
): Promise<void> {
  const { shown, secrets } = splitSettings(settings, channel.secretFields)
  await db
    .updateTable('channel_accounts')
    .set({
      settings: JSON.stringify(shown),
      self: JSON.stringify(channel.self(settings)),
      sealed_secrets: Object.keys(secrets).length > 0 ? seals.seal(JSON.stringify(secrets), secretsRow(id)) : null,
      ...(bumps ? { revision: sql<number>`revision + 1` } : {}),
    })
    .where('id', '=', id)
    .execute()
}
