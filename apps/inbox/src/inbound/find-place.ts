/** One query for everything that decides where a message goes. The caller holds the account's ingest lock. */
import type { DeliveryState } from '@cordboard/core/delivery'
import type { ThreadCandidate } from '@cordboard/core/threading'
import type pg from 'pg'

export type PlaceQuestion = {
  ledgerId: string
  accountId: string
  channel: string
  externalId: string
  senderKey: string
  threadKey: string | null
  /** Nearest first: what the message refers to, then its own ids, which an earlier arrival may have referred to. */
  ids: readonly string[]
  /** Ids by which a reply of ours may be meant. */
  about: readonly string[]
}

export type OwnReply = { id: string; conversationId: string; state: DeliveryState }

export type Place = {
  /** False when another worker was faster. */
  open: boolean
  known_message_id: string | null
  identity: { id: string; contactId: string } | null
  candidates: (ThreadCandidate & { lastActivityAt: string })[]
  reply: OwnReply | null
}

export async function findPlace(client: pg.PoolClient, question: PlaceQuestion): Promise<Place> {
  const { rows } = await client.query<Place>({
    name: 'find_place',
    text: placeSql,
    values: [
      question.accountId,
      question.ledgerId,
      question.externalId,
      question.channel,
      question.senderKey,
      question.threadKey,
      question.ids,
      question.about,
    ],
  })
  const place = rows[0]
  if (!place) throw new Error('The query for a place gave no row.')
  return place
}

const placeSql = `
  with hit as (
    select conversation_id, min(rank) as rank from (
      select m.conversation_id, referred.rank
      from unnest($7::text[]) with ordinality as referred(id, rank)
      join message_thread_ids t on t.account_id = $1::bigint and t.thread_id = referred.id
      join messages m on m.id = t.message_id
      union all
      select id, 0 from conversations where account_id = $1::bigint and thread_key = $6::text
    ) found group by conversation_id order by min(rank) limit 50
  ),
  locked as (
    select c.id, c.status, c.last_activity_at, hit.rank
    from conversations c join hit on hit.conversation_id = c.id order by c.id for update of c
  )
  select
    (select state = 'open' from ledger where id = $2::bigint) as open,
    (select id from messages where account_id = $1::bigint and external_id = $3::text) as known_message_id,
    (
      select jsonb_build_object('id', id::text, 'contactId', contact_id::text)
      from contact_identities where channel = $4::text and key = $5::text
    ) as identity,
    (
      select coalesce(jsonb_agg(jsonb_build_object(
        'conversationId', id::text, 'status', status, 'rank', rank, 'lastActivityAt', last_activity_at,
        'participants', (select coalesce(jsonb_agg(key), '[]') from conversation_participants where conversation_id = locked.id)
      )), '[]') from locked
    ) as candidates,
    (
      select jsonb_build_object('id', m.id::text, 'conversationId', m.conversation_id::text, 'state', m.delivery_state)
      from unnest($8::text[]) with ordinality as about(id, rank)
      join message_thread_ids t on t.account_id = $1::bigint and t.thread_id = about.id
      join messages m on m.id = t.message_id and m.direction = 'outbound'
      order by about.rank limit 1
    ) as reply`
