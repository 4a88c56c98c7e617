/** Fills a migrated desk with history by SQL, the way it looks after months of work: 30 % open, two messages each. */
import pg from 'pg'

/** `conversations` with two messages each, their ledger rows, thread ids, participants and search terms. */
export async function seedHistory(databaseUrl: string, { conversations }: { conversations: number }): Promise<void> {
  await withBulkClient(databaseUrl, async (client) => {
    await client.query(historyAccount)
    for (const statement of [people, rows, participants, messages, threadIds, searchTerms, newest, counters])
      await client.query(statement.replaceAll('$COUNT', String(conversations)))
    await client.query('vacuum analyze')
  })
}

/** One conversation for each length given, with that many messages. Resolves with their ids, in order. */
export async function seedThreads(databaseUrl: string, lengths: readonly number[]): Promise<string[]> {
  return withBulkClient(databaseUrl, async (client) => {
    await client.query(historyAccount)
    await client.query(people.replaceAll('$COUNT', String(lengths.length * 5)))
    const { rows: made } = await client.query<{ id: string }>(
      `insert into conversations (account_id, contact_id, identity_id, subject, last_activity_at, snippet)
       select (select max(id) from channel_accounts), people.contact, people.identity, 'A matter of ' || length || ' messages', now(), 'Hello'
       from unnest($1::int[]) with ordinality as wanted (length, place),
         (select min(contact_id) as contact, min(id) as identity from contact_identities) people
       order by place returning id::text`,
      [lengths],
    )
    await client.query(
      `insert into messages (conversation_id, account_id, direction, sender_address, sender_name, body_text, occurred_at)
       select id, (select max(id) from channel_accounts), 'inbound', 'person@customer.test', 'Customer',
         'Message ' || k || ' about the order. ' || repeat('More words follow here. ', 10), now() - (length - k) * interval '1 minute'
       from unnest($1::bigint[], $2::int[]) as wanted (id, length), generate_series(1, length) k`,
      [made.map(({ id }) => id), lengths],
    )
    await client.query(newest)
    await client.query('vacuum analyze')
    return made.map(({ id }) => id)
  })
}

/** Triggers and references are passed by: what they would do is done here at once, which a million rows feel. */
async function withBulkClient<Result>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`set session_replication_role = replica; set synchronous_commit = off`)
    return await work(client)
  } finally {
    await client.end()
  }
}

const historyAccount = `insert into channel_accounts (channel, name, settings, enabled, state)
  values ('email', 'History', '{}', false, 'paused')`

/** Five conversations a person. */
const people = `
  with made as (
    insert into contacts (name) select 'Customer ' || n from generate_series(1, greatest(1, $COUNT / 5)) n returning id, name
  )
  insert into contact_identities (contact_id, channel, key, address, display_name)
  select id, 'email', 'person' || id || '@history.test', 'person' || id || '@history.test', name from made`

const rows = `
  insert into conversations (account_id, contact_id, identity_id, subject, status, snoozed_until, last_activity_at, last_inbound_at, snippet)
  select (select max(id) from channel_accounts), people.contact + n % greatest(1, $COUNT / 5),
    people.identity + n % greatest(1, $COUNT / 5), 'Refund for order ' || n,
    case when n % 10 < 3 then 'open' when n % 10 = 3 then 'snoozed' else 'resolved' end,
    case when n % 10 = 3 then now() + interval '1 year' end,
    now() - ($COUNT - n) * interval '30 seconds', now() - ($COUNT - n) * interval '30 seconds',
    'The order has not arrived yet, could you look at it please'
  from generate_series(1, $COUNT) n, (select min(contact_id) as contact, min(id) as identity from contact_identities) people`

const participants = `
  insert into conversation_participants (conversation_id, key)
  select c.id, identity.key from conversations c join contact_identities identity on identity.id = c.identity_id`

/** The ledger's ids and the messages' are drawn in the same order, so that one finds the other. */
const messages = `
  with pairs as (
    select c.id, c.account_id, identity.address, c.last_activity_at - (2 - k) * interval '1 minute' as at, k,
      row_number() over (order by c.id, k) as place
    from conversations c join contact_identities identity on identity.id = c.identity_id, generate_series(1, 2) k
  ), taken as (
    insert into ledger (account_id, provider_key, received_at, media_type, raw, raw_size, raw_sha256, state, done_at)
    select account_id, 'INBOX:1:' || place, at, 'message/rfc822', convert_to(repeat('x', 100), 'utf8'), 100,
      sha256(convert_to(place::text, 'utf8')), 'done', at from pairs order by place
    returning id
  )
  insert into messages (conversation_id, account_id, direction, external_id, ledger_id, sender_key, sender_address, sender_name,
    body_text, occurred_at)
  select id, account_id, 'inbound', 'history.' || place || '@history.test', (select min(id) from taken) + place - 1, address, address,
    'Customer', 'Message ' || k || ' about the order. ' || repeat('More words follow here. ', 10), at
  from pairs order by place`

const threadIds = `
  insert into message_thread_ids (account_id, thread_id, message_id) select account_id, external_id, id from messages`

const searchTerms = `
  insert into conversation_search (message_id, conversation_id, terms)
  select id, conversation_id, array_to_tsvector(array['message', 'about', 'order', 'words', 'n' || id % 5000]) from messages`

const newest = `
  update conversations c set last_message_id = m.newest, last_inbound_message_id = m.newest
  from (select conversation_id, max(id) as newest from messages group by 1) m where m.conversation_id = c.id`

const counters = `
  insert into conversation_counts (account_id, status, assignee_id, count)
  select account_id, status, '', count(*) from conversations group by 1, 2`
