import type { Cursor, OwnIdentities } from '@cordboard/core/channel/channel'
import type { Sentence } from '@cordboard/core/sentence'
import type { AnyChannel, Context } from '../context.ts'
import { channelOf } from '../context.ts'
import { SealBroken } from '../secrets.ts'
import { say } from '../sentences.ts'
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
  readonly sentence: Sentence

  constructor(sentence: Sentence, options: { cause?: unknown } = {}) {
    super(sentence.text, options)
    this.sentence = sentence
  }
}

/** What a line needs of its account's row. Its secrets are sealed. */
export type StoredAccount = {
  id: string
  name: string
  channel: string
  settings: Settings
  sealed_secrets: Buffer | null
  enabled: boolean
  revision: number
}

/** A row with the position it had when it was read. */
export type HeldAccount = StoredAccount & { cursor: Cursor | null }

/** `null` when it was removed. Throws `AccountUnusable` with a sentence for the admin. */
export async function loadAccount(
  ctx: Pick<Context, 'db' | 'secrets' | 'channels'>,
  id: string,
): Promise<Account | null> {
  const row = await ctx.db
    .selectFrom('channel_accounts')
    .select(['id', 'name', 'channel', 'settings', 'sealed_secrets', 'enabled', 'revision'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row ? unsealAccount(ctx, row) : null
}

/** Throws `AccountUnusable` with a sentence for the admin. */
export function unsealAccount(ctx: Pick<Context, 'secrets' | 'channels'>, row: StoredAccount): Account {
  const channel = channelOf(ctx, row.channel)
  if (!channel) throw new AccountUnusable(say('channel_missing', { channel: row.channel }))
  const joined = openSettings(ctx, row)
  const parsed = channel.settings.safeParse(joined)
  if (!parsed.success) {
    throw new AccountUnusable(say('settings_incomplete'), { cause: parsed.error })
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
    const sentence = cause instanceof SealBroken ? cause.sentence : say('secrets_unreadable')
    throw new AccountUnusable(sentence, { cause })
  }
}
