import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import { type AnyChannel, channelOf, type Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { say } from '../sentences.ts'
import { announceAccount } from './announce-account.ts'
import { storeSettings } from './store-settings.ts'
import { storedState } from './stored-state.ts'

export type AccountRefusal = {
  ok: false
  code: 'unknown_channel' | 'invalid_settings' | 'another_identity' | 'already_connected' | 'not_found'
  /** One sentence. */
  message: string
  /** Dotted path of the setting, such as `settings.imap.host`. */
  field?: string
}

export type NewAccount = {
  channel: string
  name: string
  settings: Record<string, unknown>
  actorAgentId: string | null
  /** Made by the desk for its demo, and removed with it. */
  demo?: boolean
}

/** Stores a new account; a listener picks it up at once. */
export async function createAccount(
  ctx: Pick<Context, 'db' | 'secrets' | 'channels'>,
  { channel: channelId, name, settings, actorAgentId, demo = false }: NewAccount,
): Promise<{ ok: true; id: string } | AccountRefusal> {
  const channel = channelOf(ctx, channelId)
  if (!channel || (channel.offered === false && !demo))
    return { ok: false, code: 'unknown_channel', field: 'channel', message: `There is no channel “${channelId}”.` }
  const checked = checkSettings(channel, settings)
  if (!checked.ok) return checked
  return ctx.db.transaction().execute(async (tx) => {
    if (!demo && (await isConnected(tx, channel, checked.settings))) return alreadyConnected
    const { id } = await tx
      .insertInto('channel_accounts')
      .values({ channel: channelId, name, demo, settings: '{}', ...storedState(say('connecting_first')) })
      .returning('id')
      .executeTakeFirstOrThrow()
    await storeSettings(tx, { id, channel, settings: checked.settings }, { secrets: ctx.secrets, bumps: false })
    await announceAccount(tx, id, actorAgentId)
    return { ok: true, id } as const
  })
}

const alreadyConnected: AccountRefusal = {
  ok: false,
  code: 'already_connected',
  message: 'This line is connected already. Change its account, or remove it first.',
}

/**
 * Two accounts of one bot would each get a part of what customers write to it, or both all of it. A mailbox may be watched twice, in two
 * folders. Whoever connects the same line meanwhile waits for the end of this transaction.
 */
async function isConnected(tx: Kysely<Tables>, channel: AnyChannel, settings: object): Promise<boolean> {
  if (channel.capabilities.threading !== 'conversation') return false
  const { keys } = channel.self(settings)
  for (const key of keys.toSorted())
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${channel.id} ${key}`}, 0))`.execute(tx)
  const { rows } = await sql`
    select from channel_accounts
    where channel = ${channel.id} and deleted_at is null and self->'keys' ?| ${keys}::text[]`.execute(tx)
  return rows.length > 0
}

/** What a channel's schema says of settings; the first problem in words. */
export function checkSettings(channel: AnyChannel, settings: unknown): { ok: true; settings: object } | AccountRefusal {
  const parsed = channel.settings.safeParse(settings)
  if (parsed.success) return { ok: true, settings: parsed.data }
  const issue = parsed.error.issues[0] as z.core.$ZodIssue
  const field = ['settings', ...issue.path].join('.')
  return { ok: false, code: 'invalid_settings', field, message: issue.message }
}
