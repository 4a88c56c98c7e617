/** Rows written as ingest would leave them, for tests that read. */
import { searchTerms } from '@cordboard/core/bigrams'
import { type Kysely, sql } from 'kysely'
import { appendEvents } from '../../src/db/append-events.ts'
import type { Tables } from '../../src/db/tables.ts'

export async function seedAccount(db: Kysely<Tables>, name = 'Support'): Promise<string> {
  const { id } = await db
    .insertInto('channel_accounts')
    .values({ channel: 'fake', name, settings: '{"address":"desk@example.com"}' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export type SeededConversation = { id: string; contactId: string; messageId: string }

export async function seedConversation(
  db: Kysely<Tables>,
  accountId: string,
  given: { address: string; name?: string; subject?: string; text?: string; html?: string; at?: Date },
): Promise<SeededConversation> {
  const at = given.at ?? new Date()
  return db.transaction().execute(async (tx) => {
    const contact = await tx
      .insertInto('contacts')
      .values({ name: given.name ?? null })
      .returning('id')
      .executeTakeFirstOrThrow()
    const identity = await tx
      .insertInto('contact_identities')
      .values({ contact_id: contact.id, channel: 'fake', key: given.address.toLowerCase(), address: given.address })
      .returning('id')
      .executeTakeFirstOrThrow()
    const conversation = await tx
      .insertInto('conversations')
      .values({
        account_id: accountId,
        contact_id: contact.id,
        identity_id: identity.id,
        subject: given.subject ?? null,
        last_activity_at: at,
        last_inbound_at: at,
        snippet: (given.text ?? '').slice(0, 100),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const messageId = await seedMessage(tx, { accountId, conversationId: conversation.id, ...given, at })
    return { id: conversation.id, contactId: contact.id, messageId }
  })
}

export async function seedMessage(
  db: Kysely<Tables>,
  given: { accountId: string; conversationId: string; address?: string; text?: string; html?: string; at?: Date },
): Promise<string> {
  const text = given.text ?? 'Hello'
  const at = given.at ?? new Date()
  const { id } = await db
    .insertInto('messages')
    .values({
      conversation_id: given.conversationId,
      account_id: given.accountId,
      direction: 'inbound',
      sender_address: given.address ?? 'customer@example.com',
      body_text: text,
      body_html: given.html ?? null,
      occurred_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const terms = [...new Set(searchTerms(text))]
  await sql`insert into conversation_search (message_id, conversation_id, terms)
    values (${id}, ${given.conversationId}, array_to_tsvector(${terms}::text[]))`.execute(db)
  await sql`update conversations set last_message_id = ${id}::bigint, last_inbound_message_id = ${id}::bigint
    where id = ${given.conversationId}::bigint`.execute(db)
  await appendEvents(db, [
    { type: 'message.received', accountId: given.accountId, conversationId: given.conversationId, messageId: id },
  ])
  return id
}
