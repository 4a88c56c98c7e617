/** What accounts know of themselves is derived from their settings; a newer version of a channel may derive more. */
import type { AnyChannel, Context } from '../context.ts'
import { channelOf } from '../context.ts'

/** Run when a worker starts. Settings are not changed, so no line is dialled anew. */
export async function refreshSelf({ db, channels, log }: Pick<Context, 'db' | 'channels' | 'log'>): Promise<void> {
  const accounts = await db
    .selectFrom('channel_accounts')
    .select(['id', 'channel', 'settings', 'self'])
    .where('deleted_at', 'is', null)
    .execute()
  for (const { id, channel, settings, self } of accounts) {
    const known = channelOf({ channels }, channel)
    const derived = known ? derivedFrom(known, settings) : null
    if (derived instanceof Error) log.warn({ accountId: id, error: String(derived) }, 'account_self_not_derived')
    if (typeof derived !== 'string' || derived === JSON.stringify(self)) continue
    await db.updateTable('channel_accounts').set({ self: derived }).where('id', '=', id).execute()
  }
}

/** Settings nobody can read are said on their account; they must not keep the desk from starting. */
function derivedFrom(channel: AnyChannel, settings: object): string | Error {
  try {
    return JSON.stringify(channel.self(settings))
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
