/** One-time links by which people join the desk. Only a hash of the token is kept; the link is shown once. */
import type { Invitation } from '@cordboard/api-contract/agents'
import type { Locale, Role } from '@cordboard/core/roles'
import { type Kysely, sql, type Transaction } from 'kysely'
import { appendEvents } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'
import { Refusal, notFound } from '../http/refusal.ts'
import { createAgent } from './create-agent.ts'
import { isOpen, linkIsDead, lookAtLink } from './link.ts'
import { hashToken, makeToken } from './one-time-token.ts'
import { hashPassword } from './password.ts'

const validDays = 7

type InvitationRow = { id: string; email: string | null; role: Role; created_at: Date; expires_at: Date }

/** Taken while a link is used, so that two first admins' links cannot both be the first. */
const acceptLock = 711_000_712

export async function listInvitations(db: Kysely<Tables>): Promise<Invitation[]> {
  const found = await sql<InvitationRow>`
    select id::text, email, role, created_at, expires_at from invitations invitation
    where ${isOpen} and not first_admin and agent_id is null order by invitation.id desc limit 200`.execute(db)
  return found.rows.map(invitationShape)
}

/** `invitedBy` is `null` for the first admin's link and for one made by a program; `firstAdmin` links end with the first admin. */
export async function createInvitation(
  db: Kysely<Tables>,
  offer: { email: string | null; role: Role; invitedBy: string | null; firstAdmin?: boolean },
): Promise<{ invitation: Invitation; token: string }> {
  const token = makeToken()
  const made = await sql<InvitationRow>`
    insert into invitations (token_hash, email, role, invited_by, first_admin, expires_at)
    values (${hashToken(token)}, ${offer.email?.toLowerCase() ?? null}, ${offer.role}, ${offer.invitedBy},
            ${offer.firstAdmin ?? false}, now() + make_interval(days => ${validDays}))
    returning id::text, email, role, created_at, expires_at`.execute(db)
  return { invitation: invitationShape(made.rows[0] as InvitationRow), token }
}

export async function revokeInvitation(db: Kysely<Tables>, id: string): Promise<void> {
  const revoked = await sql`
    update invitations set revoked_at = now() where id = ${id}::bigint and agent_id is null and ${isOpen}`.execute(db)
  if (!revoked.numAffectedRows) throw notFound('open invitation')
}

export type Acceptance = {
  token: string
  name: string
  email: string
  password: string
  locale?: Locale | undefined
  deskName?: string | undefined
}

/** Makes the agent and uses up the link in one transaction: of two people with the same link, one joins. */
export async function acceptInvitation(db: Kysely<Tables>, acceptance: Acceptance): Promise<void> {
  const offer = await lookAtLink(db, acceptance.token)
  if (offer.kind !== 'invitation') throw linkIsDead()
  if (offer.email && offer.email !== acceptance.email.toLowerCase()) {
    throw new Refusal(409, 'other_email', `This invitation is for ${offer.email}.`, { field: 'email' })
  }
  const passwordHash = await hashPassword(acceptance.password)
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${acceptLock}::bigint)`.execute(tx)
    const used = await sql`
      update invitations set accepted_at = now()
      where token_hash = ${hashToken(acceptance.token)} and ${isOpen}`.execute(tx)
    if (!used.numAffectedRows) throw linkIsDead()
    const { name, email, locale = null } = acceptance
    const agentId = await createAgent(tx, { name, email, passwordHash, role: offer.role, locale })
    if (agentId === null) {
      throw new Refusal(409, 'email_taken', 'Somebody at the desk already has this email address; sign in instead.', {
        field: 'email',
      })
    }
    if (offer.first) await takeOverDemo(tx, agentId)
    if (offer.first && acceptance.deskName) await sql`update desk set name = ${acceptance.deskName}`.execute(tx)
    await appendEvents(tx, [{ type: 'agent.changed', actorAgentId: agentId, data: { agentId } }])
  })
}

/** Loaded only for the one person it concerns. */
async function takeOverDemo(tx: Transaction<Tables>, agentId: string): Promise<void> {
  const { adoptDemo } = await import('../demo/adopt-demo.ts')
  await adoptDemo(tx, agentId)
}

function invitationShape(row: InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }
}
