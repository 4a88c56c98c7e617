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
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { isDatabaseAway } from '../db/transaction.ts'
import { say } from '../sentences.ts'
import { type Account, openSettings } from './load-account.ts'
import { storeSettings } from './store-settings.ts'

type RenewContext = Pick<Context, 'db' | 'secrets' | 'log'>
type Renewing = Pick<Account, 'id' | 'channel'>
type Renewed = Awaited<ReturnType<Renewal<object>['exchange']>>

const exchangeLimitMs = 20_000
/** Longer than an exchange may take; a process that died in one holds the others up for so long. */
const renewalLeaseMs = 30_000
const waitLimitMs = 60_000
const lookAgainMs = 150
const storeLimitMs = 60_000

/** The contract is `ChannelHost.renewCredentials`. What was asked of the provider goes on though the caller may have lost interest. */
export async function renewCredentials(
  ctx: RenewContext,
  account: Renewing,
  renewal: Renewal<object>,
): Promise<object> {
  try {
    return await renewOnce(ctx, account, renewal)
  } catch (cause) {
    if (cause instanceof ChannelError) throw cause
    throw new ChannelError('transient', say('renewal_failed'), { scope: 'account', cause })
  }
}

async function renewOnce(ctx: RenewContext, account: Renewing, renewal: Renewal<object>): Promise<object> {
  const deadline = Date.now() + waitLimitMs
  while (Date.now() < deadline) {
    const known = await read(ctx.db, ctx, account)
    if (!renewal.isStale(known)) return known
    const by = await takeRenewal(ctx, account)
    if (by === null) await delay(lookAgainMs)
    else {
      const renewed = await exchangeAndStore(ctx, account, { by, renewal })
      if (renewed) return renewed
    }
  }
  throw new ChannelError('transient', say('renewal_busy'), { scope: 'account' })
}

/** `null` when other credentials were stored meanwhile: they decide. */
async function exchangeAndStore(
  ctx: RenewContext,
  account: Renewing,
  { by, renewal }: { by: string; renewal: Renewal<object> },
): Promise<object | null> {
  await using _ = { [Symbol.asyncDispose]: () => giveBack(ctx, account.id, by) }
  // Read again under the lease: somebody may have finished between the look and the taking.
  const stored = await read(ctx.db, ctx, account)
  if (!renewal.isStale(stored)) return stored
  const startedAt = Date.now()
  try {
    const renewed = await renewal.exchange(stored, AbortSignal.timeout(exchangeLimitMs))
    const settings = await store(ctx, account, renewed)
    ctx.log.info(
      { accountId: account.id, stored: settings !== null, ms: Date.now() - startedAt },
      'credentials_renewed',
    )
    return settings
  } catch (error) {
    const refused = error instanceof ChannelError && error.kind === 'needs_reauth'
    // An admin may have signed in anew while the old credentials were being refused.
    if (refused && !renewal.isStale(await read(ctx.db, ctx, account))) return null
    throw error
  }
}

async function read(db: Kysely<Tables>, ctx: RenewContext, { id, channel }: Renewing): Promise<object> {
  const row = await db
    .selectFrom('channel_accounts')
    .select(['id', 'settings', 'sealed_secrets'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new ChannelError('permanent', say('disconnected'), { scope: 'account' })
  return channel.settings.parse(openSettings(ctx, row))
}

/** `null` while somebody else renews. */
async function takeRenewal(ctx: RenewContext, account: Renewing): Promise<string | null> {
  const by = randomUUID()
  const taken = await sql`
    update channel_accounts set renewing_by = ${by}::uuid,
      renewing_until = now() + ${renewalLeaseMs}::integer * interval '1 millisecond'
    where id = ${account.id} and deleted_at is null and (renewing_until is null or renewing_until < now())`.execute(
    ctx.db,
  )
  return taken.numAffectedRows ? by : null
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
 * Resolves to the settings with what the provider gave, or `null` where other credentials stand there by now. Whoever was paused past
 * the end of the lease stores it all the same, and what else an admin changed meanwhile stays.
 */
async function store(ctx: RenewContext, { id, channel }: Renewing, renewed: Renewed): Promise<object | null> {
  const deadline = Date.now() + storeLimitMs
  for (;;) {
    try {
      return await ctx.db.transaction().execute(async (tx) => {
        await tx.selectFrom('channel_accounts').select('id').where('id', '=', id).forUpdate().execute()
        const current = await read(tx, ctx, { id, channel })
        const patch = renewed(current)
        if (patch === null) return null
        const settings = channel.settings.parse({ ...current, ...patch })
        await storeSettings(tx, { id, channel, settings }, { secrets: ctx.secrets, bumps: false })
        return settings
      })
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() > deadline) throw error
    }
    await delay(lookAgainMs)
  }
}
