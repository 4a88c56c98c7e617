/** Keys for programs. Only a hash is kept; the key is shown once. */
import type { ApiKey } from '@cordboard/api-contract/desk'
import type { Role } from '@cordboard/core/roles'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { notFound } from '../http/refusal.ts'
import { hashToken, makeToken } from './one-time-token.ts'

type ApiKeyRow = { id: string; name: string; role: Role; created_at: Date; last_used_at: Date | null }

export async function listApiKeys(db: Kysely<Tables>): Promise<ApiKey[]> {
  const found = await sql<ApiKeyRow>`
    select id::text, name, role, created_at, last_used_at from api_keys api_key
    where revoked_at is null order by api_key.id desc limit 200`.execute(db)
  return found.rows.map(apiKeyShape)
}

export async function createApiKey(
  db: Kysely<Tables>,
  wanted: { name: string; role: Role; createdBy: string | null },
): Promise<ApiKey & { key: string }> {
  const key = `cordboard_${makeToken()}`
  const made = await sql<ApiKeyRow>`
    insert into api_keys (name, key_hash, role, created_by)
    values (${wanted.name}, ${hashToken(key)}, ${wanted.role}, ${wanted.createdBy})
    returning id::text, name, role, created_at, last_used_at`.execute(db)
  return { ...apiKeyShape(made.rows[0] as ApiKeyRow), key }
}

export async function revokeApiKey(db: Kysely<Tables>, id: string): Promise<void> {
  const revoked = await sql`
    update api_keys set revoked_at = now() where id = ${id}::bigint and revoked_at is null`.execute(db)
  if (!revoked.numAffectedRows) throw notFound('API key')
}

function apiKeyShape(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }
}
