import type { Agent } from '@cordboard/api-contract/agents'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { type AgentRow, agentShape } from './agent-shape.ts'

/** Everybody, the disabled too: what they wrote still bears their name. */
export async function listAgents(db: Kysely<Tables>): Promise<{ items: Agent[]; nextCursor: null }> {
  const found = await sql<AgentRow>`
    select id, name, email, role, locale, disabled_at, created_at from agents order by name, id`.execute(db)
  return { items: found.rows.map(agentShape), nextCursor: null }
}
