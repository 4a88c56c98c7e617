/** One query for everything that decides where a message goes. The caller holds the account's ingest lock. */
import { awaitedKey } from './late-original.ts'
import type { ThreadCandidate } from '@cordboard/core/threading'
import type pg from 'pg'

export type PlaceQuestion = {
  ledgerId: string
  accountId: string
  channel: string
  externalId: string
  /** Who writes, or the group that was written in. */
  senderKey: string
  threadKey: string | null
  /** What the message refers to, nearest first. */
  references: readonly string[]
  /** Its own ids, which an earlier arrival of the same sender may have referred to. */
  ownIds: readonly string[]
}

export type Place = {
  /** False when another worker was faster. */
  open: boolean
  known_message_id: string | null
  /** The entry of an edit of this message that came before it; asked about where the provider has conversations of its own. */
  edited_early: string | null
  identity: { id: string; contactId: string } | null
  candidates: (ThreadCandidate & { lastActivityAt: string })[]
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
      question.references,
      question.ownIds,
      awaitedKey(question.externalId),
    ],
  })
  const place = rows[0]
  if (!place) throw new Error('The query for a place gave no row.')
  return place
}

/**
 * An id leads to the messages that bear it and to those of the same sender that refer to it. However many strangers reuse it or refer to
 * it, the earliest bearers are the real ones, and what this sender takes part in comes before what they do not. The provider's own
 * conversation leads to where it is kept, and to replies that were sent into it from elsewhere; of several places the liveliest is meant.
 */
const placeSql = `
  with asked as (
    select id, rank, true as referred from unnest($7::text[]) with ordinality as referred(id, rank)
    union all
    select id, 1000 + rank, false from unnest($8::text[]) with ordinality as own(id, rank)
    union all
    select $6::text, 0, true where $6::text is not null
  ),
  found as (
    select t.message_id, asked.rank, asked.referred
    from asked cross join lateral (
      (select message_id from message_thread_ids
        where account_id = $1::bigint and thread_id = asked.id and claimed_by = '' order by message_id limit 20)
      union all
      (select message_id from message_thread_ids
        where account_id = $1::bigint and thread_id = asked.id and claimed_by = $5::text order by message_id limit 5)
    ) t
  ),
  hit as (
    select conversation_id, min(rank) as rank, bool_or(referred) as referred,
      -- Asked so that it cannot be answered by reading all places where the sender takes part.
      (select p.key from conversation_participants p where p.conversation_id = led.conversation_id and p.key = $5::text) is not null
        as takes_part
    from (
      select m.conversation_id, found.rank, found.referred from found join messages m on m.id = found.message_id
      union all
      select id, 0, true from conversations where account_id = $1::bigint and thread_key = $6::text
    ) led group by conversation_id order by takes_part desc, min(rank) limit 10
  ),
  locked as (
    select id, status, last_activity_at from conversations
    where id = any(array(select conversation_id from hit)) order by id for update
  )
  select
    (select state = 'open' from ledger where id = $2::bigint) as open,
    (select id from messages where account_id = $1::bigint and external_id = $3::text) as known_message_id,
    case when $6::text is not null then
      (select message_id from message_changes where account_id = $1::bigint and external_id = $9::text)
    end as edited_early,
    (
      select jsonb_build_object('id', id::text, 'contactId', contact_id::text)
      from contact_identities where channel = $4::text and key = $5::text
    ) as identity,
    (
      select coalesce(jsonb_agg(jsonb_build_object(
        'conversationId', id::text, 'status', status, 'rank', rank, 'referred', referred, 'lastActivityAt', last_activity_at,
        'participants', case when takes_part then jsonb_build_array($5::text) else '[]' end
      ) order by last_activity_at desc), '[]') from locked join hit on hit.conversation_id = locked.id
    ) as candidates`
