import { type Transaction, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { AgentRow } from './agent-shape.ts'

/** Taken first by whatever changes how somebody gets in, so that two such changes follow each other. */
export async function holdAgent(tx: Transaction<Tables>, id: string): Promise<AgentRow | null> {
  const found = await sql<AgentRow>`
    select id, name, email, role, locale, disabled_at, created_at from agents
    where id = ${id} for no key update`.execute(tx)
  return found.rows[0] ?? null
}
