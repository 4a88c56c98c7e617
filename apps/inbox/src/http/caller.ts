import type { Role } from '@cordboard/core/roles'

/** Who makes a request: a person with a session, a program with a key, or somebody unknown. */
export type Caller =
  | { kind: 'agent'; agentId: string; role: Role; sessionId: string }
  | { kind: 'api_key'; keyId: string; role: Role }
  | { kind: 'stranger' }

/** The agent acting; `null` for programs. */
export function agentOf(caller: Caller): string | null {
  return caller.kind === 'agent' ? caller.agentId : null
}

export function roleOf(caller: Caller): Role | null {
  return caller.kind === 'stranger' ? null : caller.role
}
