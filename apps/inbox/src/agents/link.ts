/** One-time links into the desk: invitations, and recoveries for somebody who is there already. Only a hash of the token is kept. */
import type { Link } from '@cordboard/api-contract/agents'
import type { Role } from '@cordboard/core/roles'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { Refusal } from '../http/refusal.ts'
import { hashToken } from './one-time-token.ts'

/** Whether a row of `invitations` still opens the door. */
export const isOpen: RawBuilder<unknown> = sql`accepted_at is null and revoked_at is null and expires_at > now()
  and (not first_admin or not exists (select from agents where role = 'admin' and disabled_at is null))
  and (agent_id is null or agent_id in (select id from agents where disabled_at is null))`

export type OpenLink =
  | Extract<Link, { kind: 'invitation' }>
  | (Extract<Link, { kind: 'recovery' }> & { agentId: string })

type LinkRow = {
  email: string | null
  role: Role
  first: boolean
  desk_name: string
  agent_id: string | null
  agent_name: string
  agent_email: string
}

/** What a link offers. `first`: nobody is at the desk yet, so whoever accepts also names it. Throws for one that is dead. */
export async function lookAtLink(db: Kysely<Tables>, token: string): Promise<OpenLink> {
  const found = await sql<LinkRow>`
    select link.email, link.role, not exists (select from agents) as first, (select name from desk) as desk_name,
      agent.id as agent_id, agent.name as agent_name, agent.email as agent_email
    from invitations link left join agents agent on agent.id = link.agent_id
    where token_hash = ${hashToken(token)} and ${isOpen}`.execute(db)
  const row = found.rows[0]
  if (!row) throw linkIsDead()
  const { agent_id: agentId, desk_name: deskName } = row
  if (agentId !== null) return { kind: 'recovery', agentId, name: row.agent_name, email: row.agent_email, deskName }
  return { kind: 'invitation', email: row.email, role: row.role, first: row.first, deskName }
}

export function linkIsDead(): Refusal {
  return new Refusal(
    404,
    'invitation_not_found',
    'This link was used, taken back or has expired; ask an admin for a new one.',
  )
}
