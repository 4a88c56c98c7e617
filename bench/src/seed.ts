/** Fills a migrated desk with history by SQL, the way it looks after months of work: 30 % open, three messages each. */
import pg from 'pg'

export async function seedConversations(databaseUrl: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`
      insert into channel_accounts (channel, name, settings, enabled, state) values ('email', 'History', '{}', false, 'paused');
      with people as (
        insert into contacts (name) select 'Customer ' || n from generate_series(1, greatest(1, ${count} / 5)) n returning id, name
      )
      insert into contact_identities (contact_id, channel, key, address, display_name)
      select id, 'email', 'person' || id || '@customer.test', 'person' || id || '@customer.test', name from people;
      insert into conversations (account_id, contact_id, identity_id, subject, status, last_activity_at, last_inbound_at, snippet)
      select (select max(id) from channel_accounts), people.first + (n % greatest(1, ${count} / 5)),
             people.identity + (n % greatest(1, ${count} / 5)), 'Refund for order ' || n,
             case when n % 10 < 3 then 'open' when n % 10 = 3 then 'snoozed' else 'resolved' end,
             now() - (${count} - n) * interval '30 seconds', now() - (${count} - n) * interval '30 seconds', 'The order has not arrived yet, could you look at it please'
      from generate_series(1, ${count}) n, (select min(contact_id) as first, min(id) as identity from contact_identities) people;
      insert into messages (conversation_id, account_id, direction, sender_address, sender_name, body_text, occurred_at)
      select c.id, c.account_id, 'inbound', 'person@customer.test', 'Customer', 'Message ' || k || ' about the order. ' || repeat('More words follow here. ', 10), c.last_activity_at - (3 - k) * interval '1 minute'
      from conversations c, generate_series(1, 3) k;
      update conversations c set last_message_id = m.newest, last_inbound_message_id = m.newest
      from (select conversation_id, max(id) as newest from messages group by 1) m where m.conversation_id = c.id;
    `)
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}
