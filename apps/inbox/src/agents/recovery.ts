/** The way back for somebody who lost their password, on a desk that may have no mail of its own: a link that a person hands over. */
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { Refusal, notFound } from '../http/refusal.ts'
import { StartRefused } from '../start-refused.ts'
import { holdAgent } from './hold-agent.ts'
import { isOpen, linkIsDead, lookAtLink } from './link.ts'
import { hashToken, makeToken } from './one-time-token.ts'
import { hashPassword } from './password.ts'
import { setPassword } from './set-password.ts'

const validHours = 24

export type Recovery = { token: string; expiresAt: Date }

/** `madeBy` is `null` for a program and for the operator. The agent's earlier link ends: the last one handed over is the one that works. */
export async function createRecovery(
  db: Kysely<Tables>,
  agentId: string,
  { madeBy }: { madeBy: string | null },
): Promise<Recovery> {
  return db.transaction().execute(async (tx) => {
    const agent = await holdAgent(tx, agentId)
    if (!agent) throw notFound('agent')
    if (agent.disabled_at) throw new Refusal(409, 'not_enabled', `${agent.name} has been disabled; enable them first.`)
    await sql`update invitations set revoked_at = now() where agent_id = ${agentId} and ${isOpen}`.execute(tx)
    const token = makeToken()
    const made = await sql<{ expires_at: Date }>`
      insert into invitations (token_hash, role, invited_by, agent_id, expires_at)
      values (${hashToken(token)}, ${agent.role}, ${madeBy}, ${agentId}, now() + make_interval(hours => ${validHours}))
      returning expires_at`.execute(tx)
    return { token, expiresAt: (made.rows[0] as { expires_at: Date }).expires_at }
  })
}

/** For whoever starts the process. Only for admins: they make the links of everybody else. */
export async function createAdminRecovery(db: Kysely<Tables>, email: string): Promise<Recovery> {
  const agent = await db
    .selectFrom('agents')
    .select(['id', 'role', 'disabled_at'])
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst()
  if (!agent)
    throw new StartRefused(`--recover names ${email}, whom nobody at this desk signs in as; correct the address.`)
  if (agent.role !== 'admin' || agent.disabled_at)
    throw new StartRefused(
      `--recover is for admins, and ${email} is none; an admin makes this link under Settings, People.`,
    )
  return createRecovery(db, agent.id, { madeBy: null })
}

/** Sets the password and uses up the link in one transaction. Resolves to whom the link was for. */
export async function recover(
  db: Kysely<Tables>,
  { token, password }: { token: string; password: string },
): Promise<{ agentId: string; email: string }> {
  const link = await lookAtLink(db, token)
  if (link.kind !== 'recovery') throw linkIsDead()
  const { agentId, email } = link
  const passwordHash = await hashPassword(password)
  await db.transaction().execute(async (tx) => {
    await holdAgent(tx, agentId)
    const used = await sql`
      update invitations set accepted_at = now() where token_hash = ${hashToken(token)} and ${isOpen}`.execute(tx)
    if (!used.numAffectedRows) throw linkIsDead()
    await setPassword(tx, { agentId, passwordHash })
  })
  return { agentId, email }
}
