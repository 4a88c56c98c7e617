/** What accounts know of themselves is derived from their settings; a newer version of a channel may derive more. */
import type { Context } from '../context.ts'
import { channelOf } from '../context.ts'

/** Run when a worker starts. Settings are not changed, so no line is dialled anew. */
export async function refreshSelf({ db, channels }: Pick<Context, 'db' | 'channels'>): Promise<void> {
  const accounts = await db
    .selectFrom('channel_accounts')
    .select(['id', 'channel', 'settings', 'self'])
    .where('deleted_at', 'is', null)
    .execute()
  for (const { id, channel, settings, self } of accounts) {
    const known = channelOf({ channels }, channel)
    const derived = known ? JSON.stringify(known.self(settings)) : null
    if (derived === null || derived === JSON.stringify(self)) continue
    await db.updateTable('channel_accounts').set({ self: derived }).where('id', '=', id).execute()
  }
}
