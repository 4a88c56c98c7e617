import type { ChannelHost, Cursor } from '@cordboard/core/channel/channel'
import { LeaseLost } from '@cordboard/core/channel/error'
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { accept } from '../ledger/accept.ts'
import { type Account, openSettings } from './load-account.ts'
import { renewCredentials } from './renew-credentials.ts'
import { reportGap } from './report-gap.ts'
import { resolveHost } from './resolve-host.ts'
import { storeSettings } from './store-settings.ts'
import { countUse, usedToday } from './uses.ts'

export type Host = ChannelHost<object>

/**
 * What a connection of this account may ask of the world. A listener passes the epoch of its lease; a connection that only sends, or
 * that the provider calls, has none. None of them says how the account stands: that is for whoever holds it (`holdHost`).
 */
export function openHost(ctx: Context, account: Account, { epoch }: { epoch: string | null }): Host {
  return {
    hookUrl: hookUrlOf(ctx, account),
    countUse: (uses) => countUse(ctx.db, account.id, uses),
    usedToday: () => usedToday(ctx.db, account.id),
    accept: (batch, cursor) => accept(ctx, { accountId: account.id, epoch }, batch, cursor),
    loadCursor: () => loadCursor(ctx.db, account.id),
    knownKeys: (keys) => knownKeys(ctx.db, account.id, keys),
    saveSettings: (patch) => saveSettings(ctx, account, { patch, epoch }),
    renewCredentials: (renewal) => renewCredentials(ctx, account, renewal),
    reportGap: (gap) => reportGap(ctx, account.id, gap, { epoch }),
    reportState: () => undefined,
    resolveHost: (host) => resolveHost(host, ctx.allowPrivateHosts),
    log: accountLog(ctx, account),
  }
}

/** As the route of `POST /hooks/{channel}/{accountId}` stands. */
export function hookUrlOf(
  { publicUrl }: Pick<Context, 'publicUrl'>,
  { id, channel }: Pick<Account, 'id' | 'channel'>,
): string | null {
  return publicUrl === null ? null : `${publicUrl}/hooks/${channel.id}/${id}`
}

function accountLog({ log }: Context, { id, channel }: Account): Host['log'] {
  const about = { accountId: id, channel: channel.id }
  return {
    debug: (fields, event) => log.debug({ ...about, ...fields }, event),
    info: (fields, event) => log.info({ ...about, ...fields }, event),
    warn: (fields, event) => log.warn({ ...about, ...fields }, event),
    error: (fields, event) => log.error({ ...about, ...fields }, event),
  }
}

async function loadCursor(db: Kysely<Tables>, accountId: string): Promise<Cursor | null> {
  const row = await db.selectFrom('channel_accounts').select('cursor').where('id', '=', accountId).executeTakeFirst()
  return row?.cursor ?? null
}

async function knownKeys(db: Kysely<Tables>, accountId: string, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const { rows } = await sql<{ provider_key: string }>`
    select provider_key from ledger where account_id = ${accountId} and provider_key = any(${[...keys]}::text[])`.execute(
    db,
  )
  return new Set(rows.map((row) => row.provider_key))
}

/** The holder itself changed them: nobody needs to reconnect. */
async function saveSettings(
  ctx: Context,
  { id, channel }: Account,
  { patch, epoch }: { patch: object; epoch: string | null },
): Promise<void> {
  await ctx.db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('channel_accounts')
      .select(['id', 'settings', 'sealed_secrets', 'lease_epoch'])
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!row || (epoch !== null && row.lease_epoch !== epoch)) throw new LeaseLost(`Account ${id} is held elsewhere.`)
    const settings = channel.settings.parse({ ...openSettings(ctx, row), ...patch })
    await storeSettings(tx, { id, channel, settings }, { secrets: ctx.secrets, bumps: false })
  })
}
