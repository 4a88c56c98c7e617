/**
 * Who may call which route: the one table. A route without a row does not start. `public` needs nobody signed in, `agent`
 * anybody at the desk, `admin` an admin; `operator` is a monitoring program: an admin's API key, or the machine itself; `provider` proves
 * itself to the connection it calls.
 */
import type { Role } from '@cordboard/core/roles'

export type Permission = 'public' | 'agent' | 'admin' | 'operator' | 'provider'

export const permissions: Readonly<Record<string, Permission>> = {
  'GET /healthz': 'public',
  'GET /readyz': 'public',
  'GET /metrics': 'operator',
  'GET /hooks/{channel}/{accountId}': 'provider',
  'POST /hooks/{channel}/{accountId}': 'provider',
  'GET /oauth/callback': 'admin',

  'GET /api/v1/openapi.json': 'public',
  'GET /api/v1/session': 'public',
  'POST /api/v1/session': 'public',
  'DELETE /api/v1/session': 'public',
  'GET /api/v1/invitations/by-token/{token}': 'public',
  'POST /api/v1/invitations/accept': 'public',
  'POST /api/v1/invitations/recover': 'public',

  'GET /api/v1/channels': 'agent',
  'POST /api/v1/channels/{id}/discover': 'admin',

  'GET /api/v1/accounts': 'agent',
  'GET /api/v1/accounts/{id}': 'agent',
  'GET /api/v1/accounts/{id}/health': 'agent',
  'POST /api/v1/accounts': 'admin',
  'PATCH /api/v1/accounts/{id}': 'admin',
  'DELETE /api/v1/accounts/{id}': 'admin',
  'POST /api/v1/accounts/{id}/verify': 'admin',
  'POST /api/v1/accounts/{id}/verify/stream': 'admin',
  'POST /api/v1/accounts/verify/stream': 'admin',
  'POST /api/v1/accounts/{id}/completeness': 'admin',
  'POST /api/v1/accounts/places': 'admin',
  'POST /api/v1/provider-sign-ins': 'admin',
  'GET /api/v1/provider-sign-ins/{id}': 'admin',

  'GET /api/v1/conversations': 'agent',
  'GET /api/v1/conversations/counts': 'agent',
  'GET /api/v1/conversations/{id}': 'agent',
  'POST /api/v1/conversations': 'agent',
  'PATCH /api/v1/conversations/{id}': 'agent',
  'GET /api/v1/conversations/{id}/reply-form': 'agent',
  'PUT /api/v1/conversations/{id}/read': 'agent',
  'POST /api/v1/conversations/{id}/typing': 'agent',
  'GET /api/v1/conversations/{id}/draft': 'agent',
  'PUT /api/v1/conversations/{id}/draft': 'agent',
  'GET /api/v1/conversations/{id}/messages': 'agent',
  'POST /api/v1/conversations/{id}/replies': 'agent',
  'POST /api/v1/conversations/{id}/notes': 'agent',
  'GET /api/v1/messages/{id}': 'agent',
  'GET /api/v1/messages/{id}/versions': 'agent',
  'PATCH /api/v1/messages/{id}': 'agent',
  'DELETE /api/v1/messages/{id}': 'agent',
  'DELETE /api/v1/messages/{id}/change': 'agent',
  'GET /api/v1/messages/{id}/trail': 'agent',
  'POST /api/v1/messages/{id}/retry': 'agent',
  'GET /api/v1/messages/{id}/frame': 'agent',
  'GET /api/v1/messages/{id}/raw': 'agent',
  'POST /api/v1/uploads': 'agent',
  'GET /api/v1/attachments/{id}': 'agent',
  'POST /api/v1/attachments/{id}/fetch': 'agent',
  'GET /api/v1/remote-images': 'agent',

  'GET /api/v1/contacts': 'agent',
  'GET /api/v1/contacts/{id}': 'agent',
  'PATCH /api/v1/contacts/{id}': 'agent',

  'GET /api/v1/events': 'agent',
  'GET /api/v1/events/stream': 'agent',

  'GET /api/v1/agents': 'agent',
  'PATCH /api/v1/agents/{id}': 'agent',
  'POST /api/v1/agents/me/password': 'agent',
  'POST /api/v1/agents/{id}/recovery': 'admin',
  'GET /api/v1/invitations': 'admin',
  'POST /api/v1/invitations': 'admin',
  'DELETE /api/v1/invitations/{id}': 'admin',
  'GET /api/v1/api-keys': 'admin',
  'POST /api/v1/api-keys': 'admin',
  'DELETE /api/v1/api-keys/{id}': 'admin',
  'PATCH /api/v1/desk': 'admin',
  'GET /api/v1/demo/pages': 'agent',
  'DELETE /api/v1/demo': 'admin',
}

/** Throws where the table has no row: default deny, found at start and not by a stranger. */
export function permissionOf(route: string): Permission {
  const permission = permissions[route]
  if (!permission) throw new Error(`The route ${route} has no row in the permission table.`)
  return permission
}

export function mayCall(permission: Permission, role: Role | null): boolean {
  if (permission === 'public' || permission === 'provider') return true
  if (role === null) return false
  return permission === 'agent' || role === 'admin'
}
