import type { ChannelError } from '@cordboard/core/channel/error'
import { reportState } from '../accounts/report-state.ts'
import type { Context } from '../context.ts'

/**
 * Keeps an account from sending: until a person has reconnected it when its credentials are dead, else for `waitMs`. Its replies stay
 * queued; saving new settings releases them, so a refusal of the settings before (`revision`) holds nothing.
 */
export async function holdSending(
  ctx: Pick<Context, 'db' | 'pool'>,
  { accountId, revision }: { accountId: string; revision: number },
  { error, waitMs }: { error: ChannelError; waitMs: number },
): Promise<void> {
  if (error.kind === 'needs_reauth') {
    const { rowCount } = await ctx.pool.query(
      'update channel_accounts set sending_held = true where id = $1 and revision = $2',
      [accountId, revision],
    )
    if (rowCount === 0) return
    await reportState(ctx, accountId, {
      state: 'needs_reauth',
      detail: error.message,
      sentence: error.sentence,
      nextAction: 'reconnect',
      progress: null,
    })
    return
  }
  await ctx.pool.query(
    `update channel_accounts set sending_waits_until = greatest(sending_waits_until, now() + $3::bigint * interval '1 millisecond')
     where id = $1 and revision = $2`,
    [accountId, revision, Math.ceil(waitMs)],
  )
}
