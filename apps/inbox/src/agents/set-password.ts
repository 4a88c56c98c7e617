import { type Transaction, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Whatever gave access before ends with the old password: sessions, and links for a new one. The caller holds the agent. */
export async function setPassword(
  tx: Transaction<Tables>,
  { agentId, passwordHash }: { agentId: string; passwordHash: string },
): Promise<void> {
  const changed = await sql`
    update agent_credentials set password = ${passwordHash}, updated_at = now()
    where agent_id = ${agentId} and provider_id = 'credential'`.execute(tx)
  if (!changed.numAffectedRows) throw new Error(`Agent ${agentId} has no password to replace.`)
  await endAccess(tx, agentId)
}

/** Ends every session and every open recovery link. */
export async function endAccess(tx: Transaction<Tables>, agentId: string): Promise<void> {
  await sql`delete from agent_sessions where agent_id = ${agentId}`.execute(tx)
  await sql`
    update invitations set revoked_at = now()
    where agent_id = ${agentId} and accepted_at is null and revoked_at is null`.execute(tx)
}
