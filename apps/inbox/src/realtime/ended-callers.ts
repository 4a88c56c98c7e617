import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { StreamClient } from './stream-client.ts'

/** Of open streams, those whose session or key has ended since: a stream must not outlive the right to it. */
export async function endedCallers(db: Kysely<Tables>, clients: readonly StreamClient[]): Promise<StreamClient[]> {
  if (clients.length === 0) return []
  const sessions = clients.map(({ caller }) => (caller.kind === 'agent' ? caller.sessionId : null))
  const keys = clients.map(({ caller }) => (caller.kind === 'api_key' ? caller.keyId : null))
  const found = await sql<{ session_id: string | null; key_id: string | null }>`
    select session.id as session_id, null as key_id
    from agent_sessions session join agents agent on agent.id = session.agent_id
    where session.id = any(${distinct(sessions)}) and session.expires_at > now() and agent.disabled_at is null
    union all
    select null, id::text from api_keys where id = any(${distinct(keys)}::bigint[]) and revoked_at is null`.execute(db)
  const good = new Set(found.rows.map((row) => row.session_id ?? row.key_id))
  return clients.filter((_client, index) => !good.has(sessions[index] ?? keys[index] ?? null))
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
