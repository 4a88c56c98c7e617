/** Lets a customer see that an answer is being written. Worth nothing a few seconds later, so nothing of it is kept or repeated. */
import type { Errand } from '@cordboard/queue/jobs'
import { sql } from 'kysely'
import { loadAccount } from '../accounts/load-account.ts'
import { type Context, channelOf } from '../context.ts'
import { addressPart, readAddressing } from '../outbound/address-reply.ts'
import { readConversation } from '../outbound/hold-conversation.ts'
import type { SendingConnections } from '../outbound/sending-connections.ts'

const wantedForMs = 5_000

/** Rings for it where the channel can and the account may be used; elsewhere nothing happens. */
export async function announceTyping(ctx: Context, conversationId: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('conversations')
    .innerJoin('channel_accounts', 'channel_accounts.id', 'conversations.account_id')
    .select('channel')
    .where('conversations.id', '=', conversationId)
    .where('deleted_at', 'is', null)
    .where('enabled', '=', true)
    .where('sending_held', '=', false)
    .where(sql<boolean>`coalesce(sending_waits_until, now()) <= now()`)
    .executeTakeFirst()
  if (!row || !channelOf(ctx, row.channel)?.capabilities.showsTyping) return
  await ctx.doorbell.ring.errand({ what: 'typing', id: conversationId, untilMs: Date.now() + wantedForMs })
}

export async function showTyping(
  ctx: Context,
  connections: SendingConnections,
  { id, untilMs = 0 }: Errand,
  signal: AbortSignal,
): Promise<void> {
  const leftMs = untilMs - Date.now()
  if (leftMs <= 0) return
  const conversation = await readConversation(ctx.db, id)
  if (!conversation) return
  const account = await loadAccount(ctx, conversation.account_id).catch(() => null)
  if (!account?.enabled) return
  const addressing = await readAddressing(ctx.db, conversation, { chosen: {}, account })
  if (!addressing.ok) return
  const envelope = addressPart(account, conversation, { addressing, tokens: ctx.tokens, isFirst: false })
  if (envelope.to.length === 0) return
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.min(leftMs, wantedForMs))])
    await connections.use(account.id, account.revision, async ({ connection }) =>
      connection.showTyping?.(envelope, limit),
    )
  } catch (error) {
    ctx.log.debug({ conversationId: id, error: String(error) }, 'typing_not_shown')
  }
}
