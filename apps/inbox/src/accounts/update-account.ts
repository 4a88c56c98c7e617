import type { Sending } from '@cordboard/api-contract/accounts'
import type { Sentence } from '@cordboard/core/sentence'
import { type Kysely, sql } from 'kysely'
import { type AnyChannel, channelOf, type Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { say } from '../sentences.ts'
import { announceAccount } from './announce-account.ts'
import { type AccountRefusal, checkSettings } from './create-account.ts'
import { openSettings } from './load-account.ts'
import { joinSettings, type Settings, splitSettings } from './settings.ts'
import { storeSettings } from './store-settings.ts'
import { storedState } from './stored-state.ts'
import { wakeAccount } from '../outbound/wake-account.ts'

type SendingChange = { [Name in keyof Sending]?: Sending[Name] | undefined }

export type AccountChange = {
  id: string
  name?: string | undefined
  enabled?: boolean | undefined
  /** Why it is paused, where it is not an admin's doing. */
  because?: Sentence | undefined
  /** Replaces the settings; secrets left out or `null` stay as they are. */
  settings?: Settings | undefined
  /** What is left out stays as it is. */
  sending?: SendingChange | undefined
  actorAgentId: string | null
}

const connecting = {
  state: 'connecting',
  ...storedState(say('connecting_changed')),
  state_next_action: 'wait',
} as const
const paused = (why: Sentence) => ({ state: 'paused', ...storedState(why), state_next_action: 'none' }) as const

/** Changes an account; its listener reconnects at once, and replies that waited for this are woken. */
export async function updateAccount(
  ctx: Pick<Context, 'db' | 'secrets' | 'channels' | 'doorbell'>,
  change: AccountChange,
): Promise<{ ok: true } | AccountRefusal> {
  const result = await ctx.db.transaction().execute((tx) => applyChange(tx, change, ctx))
  if (result.ok) await wakeAccount(ctx, change.id)
  return result
}

async function applyChange(
  tx: Kysely<Tables>,
  { id, name, enabled, because = say('paused'), settings, sending, actorAgentId }: AccountChange,
  ctx: Pick<Context, 'secrets' | 'channels'>,
): Promise<{ ok: true } | AccountRefusal> {
  const row = await tx
    .selectFrom('channel_accounts')
    .select(['id', 'channel', 'settings', 'sealed_secrets', 'enabled'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return { ok: false, code: 'not_found', message: 'There is no such account.' }
  if (settings) {
    const channel = channelOf(ctx, row.channel)
    if (!channel) return { ok: false, code: 'unknown_channel', message: `The channel ${row.channel} is not installed.` }
    const merged = mergeSettings(channel, { given: settings, stored: openSettings(ctx, row) })
    if (!merged.ok) return merged
    await storeSettings(tx, { id, channel, settings: merged.settings }, { secrets: ctx.secrets, bumps: true })
  }
  const starts = enabled ?? row.enabled
  const restarts = settings !== undefined || (enabled !== undefined && enabled !== row.enabled)
  await tx
    .updateTable('channel_accounts')
    .set({
      ...(name === undefined ? {} : { name }),
      ...sendingColumns(sending ?? {}),
      enabled: starts,
      ...(restarts ? afresh(starts ? connecting : paused(because)) : {}),
      ...(restarts && !settings ? { revision: sql<number>`revision + 1` } : {}),
    })
    .where('id', '=', id)
    .execute()
  // Given by other limits; everybody who waits asks again.
  if (sending) await tx.deleteFrom('sending_slots').where('account_id', '=', id).where('used', '=', false).execute()
  await announceAccount(tx, id, actorAgentId)
  return { ok: true }
}

function sendingColumns({ signature, perMinute, perHour, automaticAnswer }: SendingChange) {
  return {
    ...(signature === undefined ? {} : { signature }),
    ...(perMinute === undefined ? {} : { limit_per_minute: perMinute }),
    ...(perHour === undefined ? {} : { limit_per_hour: perHour }),
    ...(automaticAnswer === undefined ? {} : { automatic_answer: automaticAnswer }),
  }
}

function afresh(state: typeof connecting | ReturnType<typeof paused>) {
  return {
    ...state,
    state_progress: null,
    state_since: sql<Date>`now()`,
    sending_held: false,
    sending_waits_until: null,
  }
}

/**
 * A ledger belongs to one mailbox: its cursor and keys mean nothing in another one, and would make mail there look known. So an
 * account keeps whom it writes as.
 */
function mergeSettings(
  channel: AnyChannel,
  { given, stored }: { given: Settings; stored: Settings },
): { ok: true; settings: object } | AccountRefusal {
  const { secrets } = splitSettings(stored, channel.secretFields)
  const checked = checkSettings(channel, joinSettings(given, secrets))
  if (!checked.ok) return checked
  const before = channel.settings.safeParse(stored)
  if (!before.success) return checked
  const known = channel.self(before.data).keys
  // One that is nobody's yet has no ledger.
  if (known.length === 0 || channel.self(checked.settings).keys.some((key) => known.includes(key))) return checked
  const message = 'These settings belong to another line; connect it as an account of its own.'
  return { ok: false, code: 'another_identity', field: 'settings', message }
}
