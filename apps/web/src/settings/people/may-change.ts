import type { Agent } from '@cordboard/api-contract/agents'

/** What an admin may do to somebody. Nobody changes their own rights: that is how a desk loses its last admin. */
export function mayChange(person: Pick<Agent, 'id'>, me: Pick<Agent, 'id' | 'role'>): boolean {
  return me.role === 'admin' && person.id !== me.id
}

/** Those at the desk first, then those who have left it; each by name. */
export function inOrder(people: readonly Agent[], locale: string): Agent[] {
  return people.toSorted(
    (a, b) =>
      Number(a.disabled) - Number(b.disabled) || a.name.localeCompare(b.name, locale) || a.id.localeCompare(b.id),
  )
}
