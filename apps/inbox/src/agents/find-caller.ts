/** Who makes this request, read from its cookie or its key: one query, on every request. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Role } from '@cordboard/core/roles'
import { sql } from 'kysely'
import { type Prepares, prepared } from '../db/prepared.ts'
import type { Caller } from '../http/caller.ts'
import { percentDecoded } from '../http/percent-decoded.ts'
import { hashToken } from './one-time-token.ts'

const stranger: Caller = { kind: 'stranger' }

/** `cookies` is the raw header. A key that is wrong makes a stranger; it is never ignored in favour of a cookie. */
export async function findCaller(
  credentials: { authorization: string | undefined; cookies: string | undefined },
  desk: Prepares & { cookieSecret: string },
): Promise<Caller> {
  if (credentials.authorization !== undefined) return byApiKey(credentials.authorization, desk)
  const token = signedToken(credentials.cookies ?? '', desk.cookieSecret)
  return token === null ? stranger : bySession(token, desk)
}

async function byApiKey(authorization: string, desk: Prepares): Promise<Caller> {
  const key = /^Bearer ([\x21-\x7e]{16,256})$/i.exec(authorization)?.[1]
  if (!key) return stranger
  const [row] = await prepared(
    sql<{ id: string; role: Role; stale: boolean }>`
    select id::text, role, coalesce(last_used_at < now() - interval '1 minute', true) as stale
    from api_keys where key_hash = ${hashToken(key)} and revoked_at is null`,
    desk,
  )
  if (!row) return stranger
  if (row.stale) await sql`update api_keys set last_used_at = now() where id = ${row.id}::bigint`.execute(desk.db)
  return { kind: 'api_key', keyId: row.id, role: row.role }
}

async function bySession(token: string, desk: Prepares): Promise<Caller> {
  const [row] = await prepared(
    sql<{ session_id: string; agent_id: string; role: Role }>`
    select session.id as session_id, agent.id as agent_id, agent.role
    from agent_sessions session join agents agent on agent.id = session.agent_id
    where session.token = ${token} and session.expires_at > now() and agent.disabled_at is null`,
    desk,
  )
  return row ? { kind: 'agent', agentId: row.agent_id, role: row.role, sessionId: row.session_id } : stranger
}

const sessionCookie = /(?:^|;\s*)(?:__Secure-)?cordboard\.session_token=([^;]+)/

/** better-auth writes `token.base64(HMAC-SHA256(token))`, percent-encoded. */
function signedToken(cookies: string, secret: string): string | null {
  const raw = sessionCookie.exec(cookies)?.[1]
  const value = raw && raw.length <= 512 ? percentDecoded(raw) : null
  if (value === null) return null
  const dot = value.lastIndexOf('.')
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1), 'base64')
  const expected = createHmac('sha256', secret).update(token).digest()
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : null
}
