import type { Session } from '@cordboard/api-contract/agents'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { agentOf } from '../http/caller.ts'
import type { RequestContext } from '../http/desk.ts'
import { type AgentRow, agentShape } from './agent-shape.ts'

/** Who is signed in. Pages ask this first, so it is also where a session in use is renewed. */
export async function readSession(context: RequestContext): Promise<Session> {
  const { desk, caller } = context
  if (caller.kind === 'agent') await renew(context)
  return sessionFor(desk, agentOf(caller))
}

export async function sessionFor(
  desk: { db: Kysely<Tables>; version: string },
  agentId: string | null,
): Promise<Session> {
  const found = await sql<{ name: string; set_up: boolean; demo: boolean; agent: AgentRow | null }>`
    select desk.name, exists (select from agents where role = 'admin') as set_up,
      exists (select from channel_accounts where demo) as demo
    from desk`.execute(desk.db)
  const row = found.rows[0]
  if (!row) throw new Error('The table desk has lost its one row.')
  const agent = agentId === null ? null : await findAgent(desk.db, agentId)
  return { agent, desk: { name: row.name, setUp: row.set_up, demo: row.demo, version: desk.version } }
}

async function findAgent(db: Kysely<Tables>, id: string): Promise<Session['agent']> {
  const found = await sql<AgentRow>`
    select id, name, email, role, locale, disabled_at, signature, created_at from agents where id = ${id}`.execute(db)
  const row = found.rows[0]
  return row ? { ...agentShape(row), locale: row.locale, signature: row.signature } : null
}

async function renew({ desk, request, cookies }: RequestContext): Promise<void> {
  const { headers } = await desk.signIn.api.getSession({ headers: request.headers, returnHeaders: true })
  cookies.push(...headers.getSetCookie())
}
