/** What a desk without an admin gets when it starts: the admin and key the environment names, or a one-time link. */
import { type Kysely, sql } from 'kysely'
import type { Config } from '../config.ts'
import type { Tables } from '../db/tables.ts'
import { createAgent } from './create-agent.ts'
import { createInvitation } from './invitations.ts'
import { hashToken } from './one-time-token.ts'
import { hashPassword } from './password.ts'

/** Resolves to the token of a fresh link when the desk still has no admin. Such links end once there is one. */
export async function prepareFirstStart(
  db: Kysely<Tables>,
  config: Pick<Config, 'firstAdmin' | 'bootstrapApiKey'>,
): Promise<{ adminToken: string | null }> {
  if (config.bootstrapApiKey) await addBootstrapKey(db, config.bootstrapApiKey)
  if (await hasAdmin(db)) return { adminToken: null }
  if (config.firstAdmin) {
    await addFirstAdmin(db, config.firstAdmin)
    return { adminToken: null }
  }
  const { token } = await createInvitation(db, { email: null, role: 'admin', invitedBy: null, firstAdmin: true })
  return { adminToken: token }
}

export async function hasAdmin(db: Kysely<Tables>): Promise<boolean> {
  const found = await sql<{ found: boolean }>`
    select exists (select from agents where role = 'admin' and disabled_at is null) as found`.execute(db)
  return found.rows[0]?.found === true
}

async function addFirstAdmin(db: Kysely<Tables>, admin: { email: string; password: string }): Promise<void> {
  const passwordHash = await hashPassword(admin.password)
  const name = admin.email.split('@')[0] ?? admin.email
  await db
    .transaction()
    .execute((tx) => createAgent(tx, { name, email: admin.email, passwordHash, role: 'admin', locale: null }))
}

/** A revoked key stays revoked, though the environment still names it. */
async function addBootstrapKey(db: Kysely<Tables>, key: string): Promise<void> {
  await sql`insert into api_keys (name, key_hash, role) values ('bootstrap', ${hashToken(key)}, 'admin')
            on conflict (key_hash) do nothing`.execute(db)
}
