import type { Agent } from '@cordboard/api-contract/agents'
import type { Locale, Role } from '@cordboard/core/roles'
import { type Kysely, sql } from 'kysely'
import { appendEvents } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'
import { type Caller, agentOf, roleOf } from '../http/caller.ts'
import { Refusal, notFound } from '../http/refusal.ts'
import { type AgentRow, agentShape } from './agent-shape.ts'
import { endAccess } from './set-password.ts'

export type AgentChange = {
  name?: string | undefined
  role?: Role | undefined
  disabled?: boolean | undefined
  locale?: Locale | undefined
  signature?: string | undefined
}

/** Admins change everybody; agents their own name and language. The last admin stays one. Disabling ends all access. */
export async function updateAgent(
  db: Kysely<Tables>,
  id: string,
  options: { change: AgentChange; caller: Caller },
): Promise<Agent> {
  const { change, caller } = options
  refuseBeyondRights(id, change, caller)
  return db.transaction().execute(async (tx) => {
    // All rows of admins are locked, so that of two admins who disable each other at once one stays.
    const found = await sql<AgentRow>`
      select id, name, email, role, locale, disabled_at, signature, created_at from agents
      where id = ${id} or role = 'admin' order by id for update`.execute(tx)
    const before = found.rows.find((row) => row.id === id)
    if (!before) throw notFound('agent')
    refuseLosingLastAdmin(before, change, found.rows)
    const changed = await sql<AgentRow>`
      update agents set name = ${change.name ?? before.name}, role = ${change.role ?? before.role},
        locale = ${change.locale ?? before.locale}, signature = ${change.signature ?? before.signature},
        disabled_at = case when ${change.disabled ?? before.disabled_at !== null} then coalesce(disabled_at, now()) end,
        updated_at = now()
      where id = ${id} returning id, name, email, role, locale, disabled_at, signature, created_at`.execute(tx)
    if (change.disabled) await endAccess(tx, id)
    await appendEvents(tx, [{ type: 'agent.changed', actorAgentId: agentOf(caller), data: { agentId: id } }])
    return agentShape(changed.rows[0] as AgentRow)
  })
}

function refuseBeyondRights(id: string, change: AgentChange, caller: Caller): void {
  if (roleOf(caller) === 'admin') return
  const own = agentOf(caller) === id
  if (own && change.role === undefined && change.disabled === undefined) return
  throw new Refusal(403, 'beyond_rights', own ? 'Only an admin changes roles.' : 'Only an admin changes other people.')
}

function refuseLosingLastAdmin(before: AgentRow, change: AgentChange, locked: readonly AgentRow[]): void {
  const losesRights = change.role === 'agent' || change.disabled === true
  const isActiveAdmin = (row: AgentRow) => row.role === 'admin' && row.disabled_at === null
  if (!losesRights || !isActiveAdmin(before)) return
  if (locked.some((row) => row.id !== before.id && isActiveAdmin(row))) return
  throw new Refusal(409, 'last_admin', 'This is the only admin; make somebody else an admin first.')
}
