/** Where a reply goes and what it refers to: all that a channel is told to address it. */
import type { ReplyContext } from '@cordboard/core/channel/channel'
import type { Envelope } from '@cordboard/core/message'
import { openWays, usualWay } from '@cordboard/core/plan-delivery'
import { type Kysely, sql } from 'kysely'
import type { Account } from '../accounts/load-account.ts'
import type { Tables } from '../db/tables.ts'
import type { ReplyTokens } from '../reply-tokens.ts'
import type { HeldConversation } from './hold-conversation.ts'
import { type Refused, refused } from './refused.ts'

/** As many messages back as a mail's References may need. */
const historyLength = 30

export type Addressing = Pick<ReplyContext, 'history' | 'answers'> & {
  ok: true
  /** Which of the channel's ways it goes by; `null` where it has but one. */
  way: string | null
  answersId: string | null
}

type Chosen = { way?: string | undefined; replyTo?: string | null | undefined }

/** Refuses a way that is not open, and a message that cannot be named. */
export async function readAddressing(
  db: Kysely<Tables>,
  { id }: Pick<HeldConversation, 'id'>,
  { chosen, account }: { chosen: Chosen; account: Pick<Account, 'channel'> },
): Promise<Addressing | Refused> {
  const { capabilities } = account.channel
  const last = capabilities.ways ? await lastWay(db, id) : null
  if (chosen.way !== undefined && !openWays(capabilities, last).some((way) => way.id === chosen.way))
    return refused('way_closed', 'The customer cannot be answered this way now.', 'way')
  const { replyTo = null } = chosen
  const answers = replyTo === null ? null : await namedMessage(db, replyTo, id)
  if (replyTo !== null && (answers === null || !capabilities.namesMessages))
    return refused('not_nameable', 'A reply cannot name this message as the one it answers.', 'replyTo')
  return {
    ok: true,
    way: chosen.way ?? usualWay(capabilities, last),
    answers: answers === null ? null : { externalId: answers },
    answersId: replyTo,
    history: await historyOf(db, id),
  }
}

/** Each part of a reply is a message of its own; the first one names what it answers. */
export function addressPart(
  account: Account,
  conversation: HeldConversation,
  { addressing, tokens, isFirst }: { addressing: Addressing; tokens: ReplyTokens; isFirst: boolean },
): Envelope {
  const { history, way, answers } = addressing
  return account.channel.address({
    token: tokens.mint('message', account.id),
    reportToken: tokens.mint('report', account.id),
    self: account.self,
    contact: { key: conversation.contact_key, displayName: conversation.contact_name },
    conversationKey: conversation.thread_key,
    answers: isFirst ? answers : null,
    ...(way === null ? {} : { way }),
    subject: conversation.subject,
    history,
  })
}

/** The way the customer's newest message came by. */
export async function lastWay(db: Kysely<Tables>, conversationId: string): Promise<string | null> {
  const row = await db
    .selectFrom('messages')
    .select('way')
    .where('conversation_id', '=', conversationId)
    .where('direction', '=', 'inbound')
    .where('way', 'is not', null)
    .orderBy('occurred_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.way ?? null
}

/** As the provider knows it: of a reply of ours, the id it was given there. */
async function namedMessage(db: Kysely<Tables>, messageId: string, conversationId: string): Promise<string | null> {
  const { rows } = await sql<{ external_id: string | null }>`
    select coalesce(m.provider_ids[1], m.external_id) as external_id
    from messages m
    where m.id = ${messageId}::bigint and m.conversation_id = ${conversationId} and m.direction <> 'note'
      and (m.delivery_state is null or m.delivery_state in ('sent', 'delivered', 'read'))`.execute(db)
  return rows[0]?.external_id ?? null
}

/** Without what mail servers report: a reply that refers to a bounce would leave the customer's mail thread. */
async function historyOf(db: Kysely<Tables>, conversationId: string): Promise<ReplyContext['history']> {
  const { rows } = await sql<ReplyContext['history'][number]>`
    select direction, external_id as "externalId", thread_references as references, way from messages
    where conversation_id = ${conversationId} and direction <> 'note' and automation not in ('bounce', 'report')
    order by occurred_at desc, id desc limit ${historyLength}`.execute(db)
  return rows.toReversed()
}
