/** Fills a migrated, empty desk that is not running with history, by SQL: the way it looks after months of work. */
import pg from 'pg'
import { accountSettings } from './accounts.ts'

/** `conversations` with two messages each, 30 % of them open, with ledger rows, thread ids, participants and search terms. */
export async function seedHistory(superuserUrl: string, { conversations }: { conversations: number }): Promise<void> {
  await fill(superuserUrl, async (client) => {
    await client.query(people(Math.ceil(conversations / 5)))
    await client.query(history(conversations))
  })
}

/** One conversation for each length given, with that many messages. Resolves with their ids, in order. */
export async function seedThreads(superuserUrl: string, lengths: readonly number[]): Promise<string[]> {
  return fill(superuserUrl, async (client) => {
    await client.query(people(lengths.length))
    await client.query(
      `insert into conversations (id, account_id, contact_id, identity_id, subject, last_activity_at, snippet)
       overriding system value
       select place, 1, place, place, 'A matter of ' || length || ' messages', now(), 'Hello'
       from unnest($1::int[]) with ordinality as wanted (length, place)`,
      [lengths],
    )
    await client.query(
      `insert into messages (conversation_id, account_id, direction, sender_address, sender_name, body_text, occurred_at)
       select place, 1, 'inbound', 'person@history.test', 'Customer', ${bodyOf('k')}, now() - (length - k) * interval '1 minute'
       from unnest($1::int[]) with ordinality as wanted (length, place), generate_series(1, length) k`,
      [lengths],
    )
    return lengths.map((_, index) => String(index + 1))
  })
}

/**
 * Triggers and references are passed by, indexes are made at the end, and nothing of it is logged: PostgreSQL leaves out the log for what
 * a transaction has emptied itself. Ids are given here, so that rows find each other without a look.
 */
async function fill<Result>(superuserUrl: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    await client.query(`set session_replication_role = replica; set maintenance_work_mem = '512MB'; begin`)
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(plainIndexes, [filled])
    await client.query(`truncate ${filled.join(', ')} cascade`)
    for (const { name } of indexes) await client.query(`drop index ${name}`)
    await client.query(
      `insert into channel_accounts (id, channel, name, settings, enabled, state)
      overriding system value values (1, 'email', 'History', $1, false, 'paused')`,
      [accountSettings('history', { imapPort: 1, smtpPort: 1, user: 'history', password: 'none' })],
    )
    const result = await work(client)
    for (const { definition } of indexes) await client.query(definition)
    for (const table of numbered)
      await client.query(`select setval(pg_get_serial_sequence($1, 'id'), 1000000000)`, [table])
    await client.query('commit')
    await client.query('vacuum analyze')
    return result
  } finally {
    await client.end()
  }
}

const numbered = ['channel_accounts', 'contacts', 'contact_identities', 'conversations', 'ledger', 'messages']
const filled = [
  ...numbered,
  'conversation_participants',
  'message_thread_ids',
  'conversation_search',
  'conversation_counts',
]

const plainIndexes = `
  select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
  where indrelid = any($1::text[]::regclass[]) and not exists (select from pg_constraint where conindid = indexrelid)`

function bodyOf(number: string): string {
  return `'Message ' || ${number} || ' about the order. ' || repeat('More words follow here. ', 10)`
}

function people(count: number): string {
  return `
    insert into contacts (id, name) overriding system value select n, 'Customer ' || n from generate_series(1, ${count}) n;
    insert into contact_identities (id, contact_id, channel, key, address, display_name) overriding system value
    select n, n, 'email', 'person' || n || '@history.test', 'person' || n || '@history.test', 'Customer ' || n
    from generate_series(1, ${count}) n`
}

/** Conversation n has the messages 2n - 1 and 2n, which have their ledger rows under the same number. */
function history(count: number): string {
  const person = `1 + n % ${Math.ceil(count / 5)}`
  const at = `now() - (${count} - n) * interval '30 seconds'`
  const conversationOf = '(m + 1) / 2'
  const messageAt = `now() - (${count} - ${conversationOf}) * interval '30 seconds' - (m % 2) * interval '1 minute'`
  const sender = `'person' || 1 + ${conversationOf} % ${Math.ceil(count / 5)} || '@history.test'`
  return `
    insert into conversations (id, account_id, contact_id, identity_id, subject, status, snoozed_until, last_activity_at,
      last_inbound_at, last_message_id, last_inbound_message_id, snippet) overriding system value
    select n, 1, ${person}, ${person}, 'Refund for order ' || n,
      case when n % 10 < 3 then 'open' when n % 10 = 3 then 'snoozed' else 'resolved' end,
      case when n % 10 = 3 then now() + interval '1 year' end, ${at}, ${at}, 2 * n, 2 * n,
      'The order has not arrived yet, could you look at it please'
    from generate_series(1, ${count}) n;
    insert into conversation_participants (conversation_id, key)
    select n, 'person' || ${person} || '@history.test' from generate_series(1, ${count}) n;
    insert into ledger (id, account_id, provider_key, received_at, media_type, raw, raw_size, raw_sha256, state, done_at)
      overriding system value
    select m, 1, 'INBOX:1:' || m, ${messageAt}, 'message/rfc822', convert_to(repeat('x', 100), 'utf8'), 100,
      sha256(convert_to(m::text, 'utf8')), 'done', now() from generate_series(1, 2 * ${count}) m;
    insert into messages (id, conversation_id, account_id, direction, external_id, ledger_id, sender_key, sender_address,
      sender_name, body_text, occurred_at) overriding system value
    select m, ${conversationOf}, 1, 'inbound', 'history.' || m || '@history.test', m, ${sender}, ${sender}, 'Customer',
      ${bodyOf('m')}, ${messageAt} from generate_series(1, 2 * ${count}) m;
    insert into message_thread_ids (account_id, thread_id, message_id)
    select 1, 'history.' || m || '@history.test', m from generate_series(1, 2 * ${count}) m;
    insert into conversation_search (message_id, conversation_id, terms)
    select m, ${conversationOf}, array_to_tsvector(array['message', 'about', 'order', 'words', 'n' || m % 5000])
    from generate_series(1, 2 * ${count}) m;
    insert into conversation_counts (account_id, status, assignee_id, count)
    select account_id, status, '', count(*) from conversations group by 1, 2`
}
