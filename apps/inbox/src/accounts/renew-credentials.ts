/**
 * Renews an account's credentials once, however many connections in however many processes find them stale at the same moment. Whoever
 * takes the renewal (a lease in the account's row, not a lock: listeners renew their own leases in that row meanwhile) asks the provider;
 * the others look again until they find what it stored.
 *
 * What remains: a provider that rotates refresh tokens has spent the old one when it answers. A process that is killed between that
 * answer and our commit, or that never gets the answer, takes the new one with it; the account then says that an admin must sign in
 * again. Nothing on our side can close that gap of a few milliseconds. A database that is away in it is waited for.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { ChannelError } from '@cordboard/core/channel/error'
import type { Renewal } from '@cordboard/core/channel/oauth'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { isDatabaseAway } from '../db/transaction.ts'
import { say } from '../sentences.ts'
import { type Account, openSettings } from './load-account.ts'
import { storeSettings } from './store-settings.ts'

type RenewContext = Pick<Context, 'db' | 'secrets' | 'log'>
/** `revision` moves when an admin changes settings, `renewals` when a renewal is stored. */
type Stored = { settings: object; revision: number; renewals: string }

const exchangeLimitMs = 20_000
/** Longer than an exchange may take; a process that died in one holds the others up for so long. */
const renewalLeaseMs = 30_000
const waitLimitMs = 60_000
const lookAgainMs = 150
const storeLimitMs = 60_000

/** The contract is `ChannelHost.renewCredentials`. What was asked of the provider goes on though the caller may have lost interest. */
export async function renewCredentials(
  ctx: RenewContext,
  account: Pick<Account, 'id' | 'channel'>,
  renewal: Renewal<object>,
): Promise<object> {
  try {
    return await renewOnce(ctx, account, renewal)
  } catch (cause) {
    if (cause instanceof ChannelError) throw cause
    throw new ChannelError('transient', say('renewal_failed'), { scope: 'account', cause })
  }
}

async function renewOnce(
  ctx: RenewContext,
  account: Pick<Account, 'id' | 'channel'>,
  renewal: Renewal<object>,
): Promise<object> {
  const deadline = Date.now() + waitLimitMs
  while (Date.now() < deadline) {
    const known = await read(ctx, account)
    if (!renewal.isStale(known.settings)) return known.settings
    const taken = await takeRenewal(ctx, account)
    if (taken) {
      const renewed = await exchangeAndStore(ctx, account, { ...taken, renewal })
      if (renewed) return renewed
    } else await delay(lookAgainMs)
  }
  throw new ChannelError('transient', say('renewal_busy'), { scope: 'account' })
}

/** `null` when the settings were changed meanwhile: what is stored now decides. */
async function exchangeAndStore(
  ctx: RenewContext,
  account: Pick<Account, 'id' | 'channel'>,
  { by, stored, renewal }: { by: string; stored: Stored; renewal: Renewal<object> },
): Promise<object | null> {
  await using _ = { [Symbol.asyncDispose]: () => giveBack(ctx, account.id, by) }
  // Read again under the lease: somebody may have finished between the look and the taking.
  if (!renewal.isStale(stored.settings)) return stored.settings
  const startedAt = Date.now()
  try {
    const patch = await renewal.exchange(stored.settings, AbortSignal.timeout(exchangeLimitMs))
    const settings = account.channel.settings.parse({ ...stored.settings, ...patch })
    const isStored = await storeRenewed(ctx, account, { stored, settings })
    ctx.log.info({ accountId: account.id, isStored, ms: Date.now() - startedAt }, 'credentials_renewed')
    return isStored ? settings : null
  } catch (error) {
    const refused = error instanceof ChannelError && error.kind === 'needs_reauth'
    // An admin may have signed in anew while the old credentials were being refused.
    if (refused && !renewal.isStale((await read(ctx, account)).settings)) return null
    throw error
  }
}

async function read(ctx: RenewContext, { id, channel }: Pick<Account, 'id' | 'channel'>): Promise<Stored> {
  const row = await ctx.db
    .selectFrom('channel_accounts')
    .select(['id', 'settings', 'sealed_secrets', 'revision', 'renewals'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new ChannelError('permanent', say('disconnected'), { scope: 'account' })
  const { revision, renewals } = row
  return { settings: channel.settings.parse(openSettings(ctx, row)), revision, renewals }
}

/** `null` while somebody else renews. */
async function takeRenewal(
  ctx: RenewContext,
  account: Pick<Account, 'id' | 'channel'>,
): Promise<{ by: string; stored: Stored } | null> {
  const by = randomUUID()
  const taken = await sql`
    update channel_accounts set renewing_by = ${by}::uuid,
      renewing_until = now() + ${renewalLeaseMs}::integer * interval '1 millisecond'
    where id = ${account.id} and deleted_at is null and (renewing_until is null or renewing_until < now())`.execute(
    ctx.db,
  )
  return taken.numAffectedRows ? { by, stored: await read(ctx, account) } : null
}

async function giveBack({ db, log }: RenewContext, accountId: string, by: string): Promise<void> {
  try {
    await sql`update channel_accounts set renewing_by = null, renewing_until = null
      where id = ${accountId} and renewing_by = ${by}::uuid`.execute(db)
  } catch (error) {
    // It ends by itself.
    log.warn({ accountId, error: String(error) }, 'renewal_not_given_back')
  }
}

/**
 * False when something newer stands there: an admin's change, or another renewal. Whoever was paused past the end of the lease still
 * stores what the provider gave, as long as nobody else has.
 */
async function storeRenewed(
  ctx: RenewContext,
  { id, channel }: Pick<Account, 'id' | 'channel'>,
  { stored, settings }: { stored: Stored; settings: object },
): Promise<boolean> {
  const deadline = Date.now() + storeLimitMs
  for (;;) {
    try {
      return await ctx.db.transaction().execute(async (tx) => {
        const counted = await sql`
          update channel_accounts set renewals = renewals + 1
          where id = ${id} and deleted_at is null and revision = ${stored.revision} and renewals = ${stored.renewals}::bigint`.execute(
          tx,
        )
        if (!counted.numAffectedRows) return false
        await storeSettings(tx, { id, channel, settings }, { secrets: ctx.secrets, bumps: false })
        return true
      })
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() > deadline) throw error
    }
    await delay(lookAgainMs)
  }
}
