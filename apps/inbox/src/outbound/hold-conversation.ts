import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type HeldConversation = {
  id: string
  account_id: string
  account_removed: boolean
  subject: string | null
  last_inbound_at: Date | null
  /** The provider's own conversation, where the channel has one. */
  thread_key: string | null
  contact_key: string
  contact_name: string | null
}

/** Locks a conversation, so that what is written into it is written one after the other. `null` when there is none. */
export async function holdConversation(tx: Transaction<Tables>, id: string): Promise<HeldConversation | null> {
  const { rows } = await sql<HeldConversation>`${conversation(id)} for update of c`.execute(tx)
  return rows[0] ?? null
}

/** The same for whoever only looks. */
export async function readConversation(db: Kysely<Tables>, id: string): Promise<HeldConversation | null> {
  const { rows } = await conversation(id).execute(db)
  return rows[0] ?? null
}

function conversation(id: string): RawBuilder<HeldConversation> {
  return sql<HeldConversation>`
    select c.id, c.account_id, account.deleted_at is not null as account_removed, c.subject, c.last_inbound_at, c.thread_key,
      identity.key as contact_key, coalesce(contact.name, identity.display_name) as contact_name
    from conversations c
    join channel_accounts account on account.id = c.account_id
    join contact_identities identity on identity.id = c.identity_id
    join contacts contact on contact.id = c.contact_id
    where c.id = ${id}`
}
