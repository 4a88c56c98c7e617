/** What accounts know of themselves is derived from their settings; a newer version of a channel may derive more. */
import type { Context } from '../context.ts'
import { channelOf } from '../context.ts'
import { openSettings } from './load-account.ts'

/** Run when a worker starts. Settings are not changed, so no line is dialled anew. */
export async function refreshSelf(ctx: Pick<Context, 'db' | 'channels' | 'log' | 'secrets'>): Promise<void> {
  const { db, log } = ctx
  const accounts = await db
    .selectFrom('channel_accounts')
    .select(['id', 'channel', 'settings', 'sealed_secrets', 'self'])
    .where('deleted_at', 'is', null)
    .execute()
  for (const account of accounts) {
    const { id, self } = account
    const derived = derivedFrom(ctx, account)
    if (derived instanceof Error) log.warn({ accountId: id, error: String(derived) }, 'account_self_not_derived')
    if (typeof derived !== 'string' || derived === JSON.stringify(self)) continue
    await db.updateTable('channel_accounts').set({ self: derived }).where('id', '=', id).execute()
  }
}

type Stored = { id: string; channel: string } & Parameters<typeof openSettings>[1]

/**
 * `null` where the channel is gone. A secret may tell who the account is, such as a bot's token. Settings nobody can read are said on
 * their account; they must not keep the desk from starting.
 */
function derivedFrom(ctx: Pick<Context, 'channels' | 'secrets'>, account: Stored): string | Error | null {
  try {
    const self = channelOf(ctx, account.channel)?.self(openSettings(ctx, account))
    return self === undefined ? null : JSON.stringify(self)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
