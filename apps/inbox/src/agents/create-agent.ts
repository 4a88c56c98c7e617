import { randomUUID } from 'node:crypto'
import type { Locale, Role } from '@cordboard/core/roles'
import { type Transaction, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Adds a person who signs in by email and password. Resolves to the new id, or to `null` when the address is taken. */
export async function createAgent(
  tx: Transaction<Tables>,
  agent: { name: string; email: string; passwordHash: string; role: Role; locale: Locale | null },
): Promise<string | null> {
  const id = randomUUID()
  const added = await sql`
    insert into agents (id, name, email, email_verified, role, locale)
    values (${id}, ${agent.name}, ${agent.email.toLowerCase()}, true, ${agent.role}, ${agent.locale})
    on conflict (email) do nothing`.execute(tx)
  if (!added.numAffectedRows) return null
  await sql`
    insert into agent_credentials (id, agent_id, account_id, provider_id, password)
    values (${randomUUID()}, ${id}, ${id}, 'credential', ${agent.passwordHash})`.execute(tx)
  return id
}
