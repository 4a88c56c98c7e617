/** The desk writes first, where the channel can: contact, conversation and first message in one transaction. */
import { sql, type Transaction } from 'kysely'
import { type Account, loadAccount } from '../accounts/load-account.ts'
import type { Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { repeated } from '../db/transaction.ts'
import type { ReplyTokens } from '../reply-tokens.ts'
import { holdConversation } from './hold-conversation.ts'
import { queueReply } from './queue-reply.ts'
import { type Refused, refused } from './refused.ts'
import { unusable } from './write-reply.ts'

export type FirstMessage = {
  accountId: string
  agentId: string | null
  /** The customer's identity on that channel, as typed. */
  to: string
  subject: string | null
  text: string
  /** Besides the customer, as typed. */
  cc?: readonly string[]
  bcc?: readonly string[]
  clientId: string | null
}

export type Started = { ok: true; conversationId: string }

export async function startConversation(ctx: Context, first: FirstMessage): Promise<Started | Refused> {
  const account = await loadAccount(ctx, first.accountId).catch(unusable)
  if (account === null) return refused('account_removed', 'There is no such account.', 'account')
  if ('ok' in account) return account
  const { channel } = account
  if (!channel.capabilities.initiate || !channel.recipient) {
    return refused(
      'cannot_write_first',
      `On ${channel.label} the customer writes first; the desk can only answer.`,
      'account',
    )
  }
  const to = channel.recipient(first.to)
  if (to === null)
    return refused('bad_recipient', `“${first.to.trim()}” is no address this channel can write to.`, 'to')
  // A refusal must leave nothing behind, the conversation it already made included.
  const started = await repeated(() =>
    ctx.db.transaction().execute(async (tx) => enter(tx, first, { account, tokens: ctx.tokens, to })),
  ).catch(refusalOf)
  if (started.ok) await ctx.doorbell.ring.drain(started.conversationId)
  return started
}

class Undone extends Error {
  readonly refusal: Refused
  constructor(refusal: Refused) {
    super(refusal.message)
    this.refusal = refusal
  }
}

function refusalOf(error: unknown): Refused {
  if (error instanceof Undone) return error.refusal
  throw error
}

async function enter(
  tx: Transaction<Tables>,
  first: FirstMessage,
  { account, tokens, to }: { account: Account; tokens: ReplyTokens; to: { key: string; address: string } },
): Promise<Started> {
  const { rows } = await sql<{ id: string; made: boolean }>`
    with identity as (
      select id, contact_id from contact_identities where channel = ${account.channel.id} and key = ${to.key}
    ), contact as (
      insert into contacts (name) select null where not exists (select from identity) returning id
    ), made as (
      insert into contact_identities (contact_id, channel, key, address)
      select id, ${account.channel.id}, ${to.key}, ${to.address} from contact returning id, contact_id
    )
    insert into conversations (account_id, contact_id, identity_id, client_id, subject, assignee_id, last_activity_at)
    select ${account.id}, contact_id, id, ${first.clientId}, ${first.subject}, ${first.agentId}, now()
    from (select * from identity union all select * from made) person
    on conflict (account_id, client_id) where client_id is not null do nothing
    returning id`.execute(tx)
  const made = rows[0]
  if (!made) return { ok: true, conversationId: await startedBefore(tx, account.id, first.clientId) }
  await tx.insertInto('conversation_participants').values({ conversation_id: made.id, key: to.key }).execute()
  const conversation = await holdConversation(tx, made.id)
  if (!conversation) throw new Error(`Conversation ${made.id} is gone in its own transaction.`)
  const opened = {
    type: 'conversation.opened' as const,
    accountId: account.id,
    conversationId: made.id,
    actorAgentId: first.agentId,
  }
  const queued = await queueReply(
    tx,
    conversation,
    { ...first, attachmentIds: [] },
    { account, tokens, also: [opened] },
  )
  if (!queued.ok) throw new Undone(queued)
  return { ok: true, conversationId: made.id }
}

async function startedBefore(tx: Transaction<Tables>, accountId: string, clientId: string | null): Promise<string> {
  const { id } = await tx
    .selectFrom('conversations')
    .select('id')
    .where('account_id', '=', accountId)
    .where('client_id', '=', clientId)
    .executeTakeFirstOrThrow()
  return id
}
