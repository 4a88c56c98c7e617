import type { Agent } from '@cordboard/api-contract/agents'
import type { Locale, Role } from '@cordboard/core/roles'

export type AgentRow = {
  id: string
  name: string
  email: string
  role: Role
  locale: Locale | null
  disabled_at: Date | null
  signature: string
  created_at: Date
}

export function agentShape(row: AgentRow): Agent {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    disabled: row.disabled_at !== null,
    createdAt: row.created_at.toISOString(),
  }
}
