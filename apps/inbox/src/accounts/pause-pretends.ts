import { say } from '../sentences.ts'
import type { Context } from '../context.ts'
import { updateAccount } from './update-account.ts'

/**
 * The demo's accounts at providers that run with `--demo` only: a start without it pauses them, or they would be dialled in vain for ever.
 * The next demo resumes them.
 */
export async function pausePretends(ctx: Context): Promise<void> {
  const pretending = ctx.channels.filter(({ pretend }) => pretend !== undefined).map(({ id }) => id)
  if (pretending.length === 0) return
  const found = await ctx.db
    .selectFrom('channel_accounts')
    .select('id')
    .where('demo', '=', true)
    .where('enabled', '=', true)
    .where('deleted_at', 'is', null)
    .where('channel', 'in', pretending)
    .execute()
  const because = say('demo_ended')
  for (const { id } of found) await updateAccount(ctx, { id, enabled: false, because, actorAgentId: null })
}
