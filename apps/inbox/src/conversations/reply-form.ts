/** What an agent must see before a reply goes out: whom it goes to, whom it could go to, and what will stand under it. */
import type { ReplyForm } from '@cordboard/api-contract/conversations'
import { openWays, usualWay } from '@cordboard/core/plan-delivery'
import { sql } from 'kysely'
import { type Context, channelOf } from '../context.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'
import { lastWay } from '../outbound/address-reply.ts'
import { readCopies } from '../outbound/copies.ts'
import { signatureFor } from '../outbound/signature.ts'

type Row = {
  account_id: string
  channel: string
  own_keys: string[]
  max_bytes: string | null
  contact_key: string
  contact_address: string
  people: string[] | null
}

export async function replyForm(
  desk: Pick<Context, 'db' | 'channels'>,
  conversationId: string,
  agentId: string | null,
): Promise<ReplyForm> {
  const found = await sql<Row>`
    select account.id::text as account_id, account.channel, account.self->'keys' as own_keys,
      account.sending_max_bytes::text as max_bytes, identity.key as contact_key, identity.address as contact_address,
      (
        select array_remove(array[m.sender_address] || m.recipients_to || m.recipients_cc, null) from messages m
        where m.conversation_id = c.id and m.direction = 'inbound' and m.kind = 'message' and m.automation = 'none'
        order by m.occurred_at desc, m.id desc limit 1
      ) as people
    from conversations c
    join channel_accounts account on account.id = c.account_id
    join contact_identities identity on identity.id = c.identity_id
    where c.id = ${rowIdOf(conversationId, 'conversation')}::bigint`.execute(desk.db)
  const row = found.rows[0]
  if (!row) throw notFound('conversation')
  return {
    to: row.contact_address || row.contact_key,
    from: row.own_keys[0] ?? null,
    others: othersOf(desk, row),
    signature: await signatureFor(desk.db, { accountId: row.account_id, agentId }),
    maxFileBytes: row.max_bytes === null ? null : Number(row.max_bytes),
    ...(await waysOf(desk, conversationId, row)),
  }
}

async function waysOf(
  { db, channels }: Pick<Context, 'db' | 'channels'>,
  conversationId: string,
  { channel: id }: Row,
): Promise<Pick<ReplyForm, 'openWays' | 'way'>> {
  const capabilities = channelOf({ channels }, id)?.capabilities
  if (!capabilities?.ways) return { openWays: [], way: null }
  const last = await lastWay(db, conversationId)
  return { openWays: openWays(capabilities, last).map((way) => way.id), way: usualWay(capabilities, last) }
}

/** Everybody else whom the customer's latest message went to or came from; addresses we could not write to are left out. */
function othersOf(desk: Pick<Context, 'channels'>, { channel: id, own_keys, contact_key, people }: Row): string[] {
  const channel = channelOf(desk, id)
  const limit = channel?.capabilities.copies?.maxCount ?? 0
  if (!channel?.recipient || limit === 0) return []
  const usable = (people ?? []).filter((address) => channel.recipient?.(address))
  const read = readCopies({ cc: usable, bcc: [] }, { channel, except: [contact_key, ...own_keys] })
  return read.ok ? read.cc.slice(0, limit).map(({ address }) => address) : []
}
