/** An agent answers. Stored and on its way when this resolves; the same client id never makes a second reply. */
import { sql, type Transaction } from 'kysely'
import { AccountUnusable, loadAccount } from '../accounts/load-account.ts'
import type { Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { holdConversation } from './hold-conversation.ts'
import { queueReply, type ReplyText } from './queue-reply.ts'
import { type Refused, refused } from './refused.ts'

export type Reply = ReplyText & {
  conversationId: string
  clientId: string
  /** The newest message the writer has seen; refused with `newer_messages` when somebody wrote since. */
  lastSeenMessageId?: string | null
}

export type Written = { ok: true; messageId: string }

export async function writeReply(ctx: Context, reply: Reply): Promise<Written | Refused> {
  const written = await ctx.db.transaction().execute(async (tx) => {
    const conversation = await holdConversation(tx, reply.conversationId)
    if (!conversation) return refused('conversation_not_found', 'There is no such conversation.')
    const earlier = await writtenBefore(tx, reply.conversationId, reply.clientId)
    if (earlier !== null) return { ok: true as const, messageId: earlier }
    if (conversation.account_removed) {
      return refused(
        'account_removed',
        'The account this conversation came by has been removed; its replies have no way out.',
      )
    }
    if (reply.lastSeenMessageId && (await isBehind(tx, reply, reply.lastSeenMessageId))) {
      return refused('newer_messages', 'A message arrived while you wrote. Review it before you send.')
    }
    const account = await loadAccount({ ...ctx, db: tx }, conversation.account_id).catch(unusable)
    if (account === null) return refused('account_removed', 'The account this conversation came by has been removed.')
    if ('ok' in account) return account
    const queued = await queueReply(tx, conversation, reply, { account, tokens: ctx.tokens })
    if (queued.ok) ctx.reach('outbound.before_commit')
    return queued
  })
  if (!written.ok) return written
  ctx.reach('outbound.after_commit')
  await ctx.doorbell.ring.drain(reply.conversationId)
  return written
}

/** The message this client id made already, `null` when there is none. */
export async function writtenBefore(
  tx: Transaction<Tables>,
  conversationId: string,
  clientId: string,
): Promise<string | null> {
  const row = await tx
    .selectFrom('messages')
    .select('id')
    .where('conversation_id', '=', conversationId)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return row?.id ?? null
}

async function isBehind(tx: Transaction<Tables>, { conversationId, agentId }: Reply, seenId: string): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean }>`
    select exists (
      select from messages where conversation_id = ${conversationId} and id > ${seenId}::bigint
        and (direction = 'inbound' or author_agent_id is distinct from ${agentId} and automation = 'none')
    ) as behind`.execute(tx)
  return rows[0]?.behind ?? false
}

export function unusable(error: unknown): Refused {
  if (!(error instanceof AccountUnusable)) throw error
  return refused('account_unusable', `This account cannot send: ${error.message}`)
}
