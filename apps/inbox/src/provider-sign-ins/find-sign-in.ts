import type { ProviderSignIn } from '@cordboard/api-contract/provider-sign-ins'
import { splitSettings } from '../accounts/settings.ts'
import { channelOf, type Context } from '../context.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'
import { openSignIn } from './sealed-sign-in.ts'

/** Only to the session that began it. */
export async function findSignIn(
  ctx: Pick<Context, 'db' | 'secrets' | 'channels'>,
  { id, sessionId }: { id: string; sessionId: string },
): Promise<ProviderSignIn> {
  const row = await ctx.db
    .selectFrom('provider_sign_ins')
    .selectAll()
    .where('id', '=', rowIdOf(id, 'sign-in'))
    .where('session_id', '=', sessionId)
    .executeTakeFirst()
  const channel = row && channelOf(ctx, row.channel)
  if (!row || !channel) throw notFound('sign-in')
  const { shown } = splitSettings(openSignIn(ctx, row).settings, channel.secretFields)
  const { account_id: accountId, account_name: name, failure } = row
  return { id: row.id, channel: channel.id, accountId, name, settings: shown, failure }
}
