import type { OwnIdentities } from '@cordboard/core/channel/channel'
import type { AnyChannel, Context } from '../context.ts'
import { channelOf } from '../context.ts'
import { joinSettings, type SecretValues, type Settings } from './settings.ts'

/** A connected line, ready to be dialled: its settings hold the secrets. Never log it. */
export type Account = {
  id: string
  name: string
  channel: AnyChannel
  settings: object
  self: OwnIdentities
  enabled: boolean
  revision: number
}

/** Its settings cannot be used: the channel is not installed, the seal is broken, or the schema has changed. */
export class AccountUnusable extends Error {
  override readonly name = 'AccountUnusable'
}

/** `null` when it was removed. Throws `AccountUnusable` with a sentence for the admin. */
export async function loadAccount(
  { db, secrets, channels }: Pick<Context, 'db' | 'secrets' | 'channels'>,
  id: string,
): Promise<Account | null> {
  const row = await db
    .selectFrom('channel_accounts')
    .select(['id', 'name', 'channel', 'settings', 'sealed_secrets', 'enabled', 'revision'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  const channel = channelOf({ channels }, row.channel)
  if (!channel) throw new AccountUnusable(`The channel ${row.channel} is not part of this installation.`)
  const joined = openSettings({ secrets }, row)
  const parsed = channel.settings.safeParse(joined)
  if (!parsed.success) {
    throw new AccountUnusable('The settings are no longer complete; open them, check them and save.', {
      cause: parsed.error,
    })
  }
  const { name, enabled, revision } = row
  return { id: row.id, name, channel, settings: parsed.data, self: channel.self(parsed.data), enabled, revision }
}

export function secretsRow(accountId: string): string {
  return `channel_accounts:${accountId}`
}

/** The stored settings with their secrets in place. */
export function openSettings(
  { secrets }: Pick<Context, 'secrets'>,
  row: { id: string; settings: Settings; sealed_secrets: Buffer | null },
): Settings {
  if (row.sealed_secrets === null) return row.settings
  try {
    const values = JSON.parse(secrets.open(row.sealed_secrets, secretsRow(row.id))) as SecretValues
    return joinSettings(row.settings, values)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'The secrets cannot be read; enter them again.'
    throw new AccountUnusable(message, { cause })
  }
}
